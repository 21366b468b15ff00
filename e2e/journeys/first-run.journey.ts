import { expect, test } from '../support/fixtures.ts';
import { expectState } from '../support/steps.ts';

/** From a click in an empty window to a finished backtest. */
const longestMilliseconds = 15_000;

test('a first run leads from an empty window to a finished backtest', async ({ journey: { page } }) => {
  await expect(page.getByRole('heading', { name: 'No backtests yet' })).toBeVisible();
  const started = Date.now();
  await page.getByRole('button', { name: 'Run the example' }).click();
  await expectState(page, 'Completed');
  await expect(page.getByRole('group', { name: 'Mean score', exact: true })).toBeVisible();
  expect(Date.now() - started).toBeLessThan(longestMilliseconds);
});
