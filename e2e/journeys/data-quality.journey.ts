import { join } from 'node:path';
import { minuteCandles, writeDayFile } from '../../tests/support/candle-files.ts';
import { jobIdOf, summaryOf } from '../support/figures.ts';
import { expect, test } from '../support/fixtures.ts';
import { describeBacktest, expectState, goTo, runHeader, select } from '../support/steps.ts';
import { survey } from '../support/survey.ts';

const feed = { source: 'mine', subject: 'BTC', kind: 'candle', granularity: '1m' } as const;
const name = 'mine/BTC/candle/1m';
const days = { start: '2022-01-03', end: '2022-01-04' };

/** A day with a price that cannot be, and one with a gap of twenty minutes. */
async function writeDays(home: string): Promise<void> {
  const root = join(home, 'cache');
  const first = minuteCandles(days.start);
  const impossible = { ...first[3], low: -1 } as (typeof first)[number];
  await writeDayFile({ root, feed, day: days.start, candles: first.with(3, impossible) });
  await writeDayFile({ root, feed, day: days.end, candles: minuteCandles(days.end).toSpliced(600, 20) });
}

test('a gap is the same in the calendar, before the run and in its result', async ({ journey }) => {
  // Four screens are looked at in light and dark.
  test.slow();
  const { page, home, shell } = journey;
  await writeDays(home);
  await goTo(page, 'Data');
  const cell = page.getByRole('button', {
    name: /^2022-01-04: 1,420 of 1,440 candles, 20 candles missing in 1 gap/,
  });
  await expect(page.getByRole('button', { name: /^2022-01-03: .*, 1 price of zero or less/ })).toBeVisible();
  await cell.focus();
  await page.keyboard.press('Enter');
  const day = page.getByRole('region', { name: '2022-01-04, UTC' });
  await expect(day).toContainText('98.6 % of 1,440 candles are here');
  await expect(day.getByRole('region', { name: 'Gaps' })).toContainText('2022-01-04 10:00:0020');
  await survey(page, shell, 'data-day');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Examples of odd rows' })).toContainText(
    '2022-01-03 00:03:00',
  );
  await page.getByRole('button', { name: 'As a table' }).click();
  const table = page.getByRole('grid', { name: `Days of ${name}` });
  await expect(table.getByRole('row', { name: '2022-01-04' })).toContainText('20 candles missing in 1 gap');
  await survey(page, shell, 'data-days-table');

  await describeBacktest(page, {
    model: 'examples/models/mean-reversion.ts',
    name: 'with a gap',
    feed: name,
    ...days,
  });
  const flight = page.getByRole('region', { name: 'Before it runs' });
  await expect(flight).toContainText('20 candles in 1 gap are missing inside the days.');
  await expect(flight).toContainText('Among what is here: 1 price of zero or less.');
  await expect(flight).toContainText('will complete with a warning about its data');
  await select(page, 'Data policy', 'refuse');
  await expect(flight).toContainText(
    '20 candles missing in 1 gap, 1 price of zero or less. Look at the days',
  );
  await survey(page, shell, 'new-refused');
  await page.getByRole('button', { name: 'Run backtest' }).click();
  await expectState(page, 'Failed');
  await expect(
    page.getByText(/The spec refuses odd data.*20 candles missing in 1 gap/).first(),
  ).toBeVisible();

  await describeBacktest(page, {
    model: 'examples/models/mean-reversion.ts',
    name: 'with a gap',
    feed: name,
    ...days,
  });
  await select(page, 'Data policy', /^By default/);
  await page.getByRole('button', { name: 'Run backtest' }).click();
  await expectState(page, 'Completed with warnings');
  const quality = runHeader(page).getByRole('button', {
    name: '20 candles missing in 1 gap, 1 price of zero or less',
  });
  await quality.click();
  const report = page.getByRole('dialog', { name: 'What was odd about the data' });
  await expect(report.getByRole('row', { name: 'Missing candles 20' })).toBeVisible();
  await expect(report.getByRole('group', { name: 'Gaps in the candles' })).toContainText(
    '2022-01-04 09:5920',
  );
  await expect(report.getByRole('group', { name: 'Examples of odd candles' })).toContainText(
    '2022-01-03 00:03',
  );
  await survey(page, shell, 'run-quality');
  const { data_quality: found } = await summaryOf(home, jobIdOf(page));
  expect(found.faults).toMatchObject({ missing: 20, gap: 1, not_positive: 1, inconsistent: 0 });
});

test('D20 a day that was altered by hand is named before the run and in its result', async ({
  journey: { page, home },
}) => {
  const day = { root: join(home, 'cache'), feed, day: days.start };
  await writeDayFile({ ...day, candles: minuteCandles(days.start) });
  await goTo(page, 'Data');
  await page.getByRole('button', { name: 'Verify the feed' }).click();
  await expect(page.getByText('1 of 1 days')).toBeVisible();
  await writeDayFile({ ...day, candles: minuteCandles(days.start, 1440, 7) });
  const words = '1 day was altered after being verified: 2022-01-03.';
  await describeBacktest(page, {
    model: 'examples/models/mean-reversion.ts',
    name: 'over an altered day',
    feed: name,
    start: days.start,
    end: days.start,
  });
  const flight = page.getByRole('region', { name: 'Before it runs' });
  await expect(flight).toContainText(words);
  await expect(flight).toContainText('will complete with a warning about its data');
  await page.getByRole('button', { name: 'Run backtest' }).click();
  await expectState(page, 'Completed with warnings');
  await expect(page.getByText(words).first()).toBeVisible();
  await runHeader(page).getByRole('button', { name: '1 day altered' }).click();
  const report = page.getByRole('dialog', { name: 'What was odd about the data' });
  await expect(report).toContainText('Days altered after being verified: 2022-01-03');
});
