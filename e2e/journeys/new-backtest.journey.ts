import { expect, test } from '../support/fixtures.ts';
import { writeModel } from '../support/models.ts';
import { describeBacktest, expectState, fill, goTo, openTab, runHeader } from '../support/steps.ts';

const range = { start: '2026-10-05', end: '2026-10-05' };

test.use({ startsWith: 'finished runs' });

test('a mistake in the form is named where it is', async ({ journey: { page, models } }) => {
  const model = await writeModel(models, 'patient');
  await describeBacktest(page, { model, name: 'a slip', ...range });
  await fill(page, 'End, UTC', '2026-10-32');
  await page.getByRole('button', { name: 'Run backtest' }).click();
  const end = page.getByLabel('End, UTC');
  await expect(end).toHaveAttribute('aria-invalid', 'true');
  // At the field; beside the form it is told again.
  await expect(page.getByRole('alert').filter({ hasText: 'Cannot parse date: "2026-10-32".' })).toBeVisible();
  await expect(page).toHaveURL(/#\/new/);
});

test('a mistake in the JSON is named with what was meant, and kept', async ({ journey: { page } }) => {
  await goTo(page, 'New');
  await openTab(page, 'JSON');
  const editor = page.getByRole('textbox', { name: 'Job spec as JSON' });
  const spec = {
    kind: 'replay',
    name: 'from the editor',
    model: { path: 'examples/models/mean-reversion.ts' },
    feed: { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '1m' },
    ...range,
  };
  await editor.fill(JSON.stringify({ ...spec, windw_size: 60 }, null, 2));
  await expect(page.getByRole('list', { name: 'Unknown keys' })).toContainText('window_size');
  await openTab(page, 'Form');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('from the editor');
  await fill(page, 'Name', 'from both');
  await openTab(page, 'JSON');
  await expect(editor).toContainText('windw_size');
  await expect(editor).toContainText('from both');
  await page.getByRole('button', { name: 'Run backtest' }).click();
  await expect(page.getByRole('alert')).toContainText('windw_size');

  await editor.fill(JSON.stringify({ ...spec, window_size: 60 }));
  await expect(page.getByRole('list', { name: 'Unknown keys' })).toBeHidden();
  await page.getByRole('button', { name: 'Run backtest' }).click();
  await expectState(page, 'Completed');

  await runHeader(page).getByRole('button', { name: 'Edit and run' }).click();
  await expect(page.getByText('This very run exists')).toBeVisible();
  await expect(page.getByLabel('Window size', { exact: true })).toHaveValue('60');
});

test('a model is picked in a file dialog, and remembered', async ({ journey: { page, models, dialogs } }) => {
  const model = await writeModel(models, 'weighted');
  await goTo(page, 'New');
  await dialogs.choose(page.getByRole('button', { name: 'Choose', exact: true }), model);
  await expect(page.getByLabel('File', { exact: true })).toHaveValue(model);
  await fill(page, 'Start, UTC', range.start);
  await fill(page, 'End, UTC', range.end);
  await expect(page.getByText('Every candle of the range is here')).toBeVisible();
  await page.getByRole('button', { name: 'Run backtest' }).click();
  await expectState(page, 'Failed');
  await goTo(page, 'New');
  await page.getByRole('combobox', { name: 'Used lately, and examples' }).click();
  await expect(page.getByRole('option', { name: /weighted\.js/ })).toBeVisible();
});
