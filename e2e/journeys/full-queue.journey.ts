import { expect, test } from '../support/fixtures.ts';
import { fullQueueSize } from '../support/full-queue.ts';
import { select } from '../support/steps.ts';

test.use({ startsWith: 'a full queue' });

test('ten thousand jobs are looked through, filtered, selected and deleted', async ({
  journey: { page },
}) => {
  const jobs = page.getByRole('grid', { name: 'Jobs' });
  await expect(jobs).toHaveAttribute('aria-rowcount', String(fullQueueSize + 1));
  await expect(jobs).toContainText(`attempt ${fullQueueSize}`);
  // Only what is on screen exists.
  expect(await jobs.getByRole('row').count()).toBeLessThan(100);

  await jobs.getByRole('gridcell').nth(1).focus();
  await page.keyboard.press('Control+End');
  await expect(jobs.getByRole('link', { name: 'attempt 1', exact: true })).toBeVisible();

  const search = page.getByRole('searchbox', { name: /^Filter by name/ });
  await search.fill('attempt 4242');
  await expect(jobs).toHaveAttribute('aria-rowcount', '2');
  await search.fill('BTCUSDT');
  await expect(jobs).toHaveAttribute('aria-rowcount', String(fullQueueSize / 4 + 1));
  await search.clear();
  await select(page, 'Filter by state', 'Failed');
  // Every ninth failed, but for those that were cancelled.
  const failed = Math.floor(fullQueueSize / 9) - Math.floor(fullQueueSize / 180);
  await expect(jobs).toHaveAttribute('aria-rowcount', String(failed + 1));

  await jobs.getByRole('checkbox', { name: 'Select all rows' }).click();
  const actions = page.getByRole('group', { name: 'Selected jobs' });
  await actions.getByRole('button', { name: 'Delete' }).click();
  await page
    .getByRole('alertdialog')
    .or(page.getByRole('dialog'))
    .getByRole('button', { name: /^Delete/ })
    .click();
  await expect(jobs).toHaveAttribute('aria-rowcount', '1');
  await select(page, 'Filter by state', 'Any state');
  await expect(jobs).toHaveAttribute('aria-rowcount', String(fullQueueSize - failed + 1));
});

test('a run whose files are gone says so, and nothing else fails', async ({ journey: { page } }) => {
  await page.getByRole('searchbox', { name: /^Filter by name/ }).fill('attempt 9998');
  await page.getByRole('link', { name: 'attempt 9998' }).click();
  await expect(page.getByRole('heading', { name: 'The files of the result are gone' })).toBeVisible();
});
