import { expect, test } from '../support/fixtures.ts';
import { finishedRuns } from '../support/finished-runs.ts';
import { writeModel } from '../support/models.ts';
import {
  describeBacktest,
  expectState,
  goTo,
  jobRow,
  openRun,
  openTab,
  selectJobs,
  startBacktest,
} from '../support/steps.ts';
import { survey } from '../support/survey.ts';

const range = { start: '2026-10-05', end: '2026-10-18' };

test.describe('screens of a fresh home', () => {
  test('are accessible in light and dark', async ({ journey: { page, shell } }) => {
    await expect(page.getByRole('heading', { name: 'No backtests yet' })).toBeVisible();
    await survey(page, shell, 'first-run');
    await goTo(page, 'Data');
    await expect(page.getByRole('heading', { name: 'No candles here yet' })).toBeVisible();
    await survey(page, shell, 'data-empty');
  });
});

test.describe('screens of a home in use', () => {
  test.use({ startsWith: 'finished runs' });

  test('a finished run, tab by tab, is accessible in light and dark', async ({
    journey: { page, shell },
  }) => {
    await openRun(page, 'trend following');
    await expect(page.getByRole('heading', { name: 'Is it better than nothing?' })).toBeVisible();
    await survey(page, shell, 'run-overview');
    await openTab(page, 'Prediction quality');
    await expect(page.getByRole('heading', { name: /^Information coefficient by day/ })).toBeVisible();
    await survey(page, shell, 'run-quality');
    await openTab(page, 'Predictions');
    await expect(page.getByRole('grid', { name: 'Predictions' }).getByRole('row').nth(5)).toBeVisible();
    await survey(page, shell, 'run-predictions');
    await openTab(page, 'Log');
    await expect(page.getByRole('group', { name: 'Log', exact: true })).toBeVisible();
    await survey(page, shell, 'run-log');
    await openTab(page, 'Receipt');
    await expect(page.getByRole('heading', { name: 'Settings as JSON' })).toBeVisible();
    await survey(page, shell, 'run-receipt');
  });

  test('the queue at work is accessible in light and dark', async ({ journey: { page, shell, models } }) => {
    const weighted = await writeModel(models, 'weighted');
    await startBacktest(page, { model: weighted, name: 'without its weights', ...range });
    await expectState(page, 'Failed');
    await survey(page, shell, 'run-failed');
    const patient = await writeModel(models, 'patient');
    await startBacktest(page, { model: patient, name: 'patient', ...range });
    const progress = page.getByRole('progressbar', { name: 'Progress of patient' });
    await expect(progress).toHaveAttribute('aria-valuetext', /^simulating/);
    await survey(page, shell, 'run-running');
    await goTo(page, 'Queue');
    await selectJobs(page, finishedRuns.slice(0, 2));
    await survey(page, shell, 'queue');
    await page.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('button', { name: 'Delete 2 jobs' })).toBeVisible();
    await survey(page, shell, 'confirm');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('tr');
    await survey(page, shell, 'palette');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('combobox', { name: 'Find a command or a job' })).toBeHidden();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await survey(page, shell, 'keys');
    await page.keyboard.press('Escape');
    await selectJobs(page, ['patient']);
    await page.keyboard.press('x');
    await expect(jobRow(page, 'patient')).toContainText('Cancelled');
    await openRun(page, 'patient');
    await survey(page, shell, 'run-cancelled');
  });

  test('all other screens are accessible in light and dark', async ({ journey: { page, shell } }) => {
    await selectJobs(page, finishedRuns);
    await page.keyboard.press('c');
    await expect(page.getByRole('region', { name: 'Comparison of runs' })).toBeVisible();
    await survey(page, shell, 'compare');
    await describeBacktest(page, { model: 'examples/models/mean-reversion.ts', ...range, end: '2026-10-25' });
    await expect(page.getByText(/days are missing/)).toBeVisible();
    await survey(page, shell, 'new');
    await openTab(page, 'JSON');
    await expect(page.getByRole('textbox', { name: 'Job spec as JSON' })).toBeVisible();
    await survey(page, shell, 'new-json');
    await goTo(page, 'Data');
    await expect(page.getByRole('grid', { name: 'Feeds on this machine' })).toBeVisible();
    await survey(page, shell, 'data');
    await page.getByRole('button', { name: 'Import a file' }).click();
    await expect(page.getByRole('dialog', { name: 'Import candles' })).toBeVisible();
    await survey(page, shell, 'import');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await openTab(page, 'Coordinators');
    await expect(page.getByRole('alert').first()).toBeVisible();
    await survey(page, shell, 'coordinators');
    await page.getByRole('button', { name: 'Add a coordinator' }).click();
    await expect(page.getByRole('dialog', { name: 'Add a coordinator' })).toBeVisible();
    await survey(page, shell, 'coordinator-dialog');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await goTo(page, 'Settings');
    await expect(page.getByRole('heading', { name: 'About' })).toBeVisible();
    await survey(page, shell, 'settings');
  });
});

test.describe('screens of a viewer', () => {
  test.skip(() => test.info().project.name !== 'web', 'a window has one owner and nobody else');

  test('are accessible in light and dark', async ({ journey }) => {
    const page = await journey.openViewer();
    await goTo(page, 'New');
    await expect(page.getByText('needs the permission SUBMIT')).toBeVisible();
    await survey(page, journey.shell, 'permission-denied');
  });
});
