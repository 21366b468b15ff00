import { expect, test } from '../support/fixtures.ts';
import { expectFigures, jobIdOf, summaryOf } from '../support/figures.ts';
import { expectState, goTo, openRun, openTab, startBacktest } from '../support/steps.ts';

test.use({ startsWith: 'finished runs' });

test('without the coordinator every screen works on what is here', async ({ journey }) => {
  const { page, home } = journey;
  await goTo(page, 'Data');
  await expect(page.getByRole('grid', { name: 'Feeds on this machine' })).toContainText('synthetic/ETH');
  await expect(page.getByRole('button', { name: /^2026-10-05/ })).toBeVisible();
  await openTab(page, 'Coordinators');
  await page.getByRole('button', { name: 'Ask the coordinator Default what it has' }).click();
  await expect(page.getByRole('alert').first()).toContainText('http://127.0.0.1:9');
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('coordinator unreachable');

  await goTo(page, 'Queue');
  await openRun(page, 'trend following');
  await expectFigures(page, await summaryOf(home, jobIdOf(page)));
  await openTab(page, 'Prediction quality');
  await expect(page.getByRole('heading', { name: /^Information coefficient by day/ })).toBeVisible();
  await openTab(page, 'Predictions');
  await expect(page.getByRole('grid', { name: 'Predictions' }).getByRole('row').nth(5)).toContainText(
    '2026-10-05',
  );
  await openTab(page, 'Log');
  await expect(page.getByRole('group', { name: 'Log', exact: true })).not.toBeEmpty();
  await openTab(page, 'Receipt');
  await page.getByRole('main').getByRole('tabpanel').getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByRole('button', { name: 'Verify again' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('tabpanel')).toContainText(/reproduced|same/i);

  await startBacktest(page, {
    model: 'examples/models/mean-reversion.ts',
    name: 'offline',
    feed: 'synthetic/ETH/candle/1m',
    start: '2026-10-05',
    end: '2026-10-18',
  });
  await expectState(page, 'Completed');
  await goTo(page, 'Compare');
  await expect(page.getByRole('heading', { name: 'Choose at least two completed runs' })).toBeVisible();
  await goTo(page, 'Settings');
  await expect(page.getByRole('heading', { name: 'About' })).toBeVisible();
});
