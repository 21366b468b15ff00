import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { noFaults } from '../../../src-core/quality/candle-faults.ts';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { minuteCandles, writeDayFile } from '../../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { resolveHome, type Home } from '../../services/home/home.ts';
import { ForkedNodeSpawner } from '../../services/processes/forked-node-spawner.ts';
import { runDataCheck } from './data-check.ts';
import { runDataVerify } from './data-verify.ts';
import { documentOf, outputOf } from './testing/recorded-io.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const name = 'binance/BTCUSDT/candle/1m';
const spawner = new ForkedNodeSpawner(process.env);

/** A full day, one with a gap and a negative price, one without a file, one that is torn. */
async function homeWithDays(): Promise<Home> {
  const home = resolveHome(join(temporaryFolder(), 'home'), {});
  const write = (day: string, candles = minuteCandles(day)): Promise<string> =>
    writeDayFile({ root: home.cache, feed, day, candles });
  await write('2022-01-03');
  const odd = minuteCandles('2022-01-04').toSpliced(600, 20);
  await write('2022-01-04', odd.with(3, Object.assign({}, odd[3], { low: -1 })));
  await writeFile(await write('2022-01-06'), 'torn');
  return home;
}

it('D24 data check shows how full each day is and what is odd, in words and as JSON', async () => {
  const home = await homeWithDays();
  const options = { home, spawner, feed: name };
  const text = await outputOf((io) => runDataCheck(options, io));
  expect(text).toContain(
    `${name}, 2022-01-03T00:00:00Z to 2022-01-06T23:59:59Z: 2,860 candles of 5,760 (49.65 %).\n` +
      '2 days have no file that can be read.\n' +
      'In all: 2,900 candles missing in 2 gaps, 1 price of zero or less.\n',
  );
  expect(text).toMatch(/2022-01-04 +1,420 +1,440 +20 candles missing in 1 gap, 1 price of zero or less\n/);
  expect(text).toMatch(/2022-01-05 +0 +1,440 +no file\n2022-01-06 +0 +1,440 +damaged\n/);
  expect(text).toMatch(/Longest gaps within days\nStart +Candles\n2022-01-04T10:00:00Z +20\n/);
  expect(text).toMatch(/Prices of zero or less +2022-01-04T00:03:00Z +\S+ \S+ -1 \S+\n/);
  expect(await documentOf((io) => runDataCheck(options, io))).toMatchObject({
    feed: name,
    expected: 5760,
    candles: 2860,
    missing_days: 2,
    faults: { ...noFaults(), missing: 2900, gap: 2, not_positive: 1 },
    days: [
      { day: '2022-01-03', state: 'read', rows: 1440, faults: noFaults(), gaps: [] },
      {
        day: '2022-01-04',
        faults: { missing: 20, gap: 1, not_positive: 1 },
        gaps: [{ start: '2022-01-04T10:00:00Z', periods: 20 }],
        examples: [{ kind: 'not_positive', at: '2022-01-04T00:03:00Z', low: -1 }],
      },
      { day: '2022-01-05', state: 'absent', faults: null },
      { day: '2022-01-06', state: 'damaged', faults: null },
    ],
  });
});

it('D24 data check looks at just the range that it is given', async () => {
  const home = await homeWithDays();
  const whole = { home, spawner, feed: name, from: '2022-01-03', to: '2022-01-03' };
  expect(await outputOf((io) => runDataCheck(whole, io))).toBe(
    `${name}, 2022-01-03T00:00:00Z to 2022-01-03T23:59:59Z: 1,440 candles of 1,440 (100 %).\nNothing is missing or odd.\n`,
  );
  const cut = { ...whole, from: '2022-01-04T10:10', to: '2022-01-04T10:29:59' };
  expect(await documentOf((io) => runDataCheck(cut, io))).toMatchObject({
    expected: 20,
    candles: 10,
    faults: { ...noFaults(), missing: 10, gap: 1 },
    days: [{ rows: 10, gaps: [{ start: '2022-01-04T10:10:00Z', periods: 10 }] }],
  });
});

it('D20 data check names days that were altered after they were verified', async () => {
  const home = await homeWithDays();
  const options = { home, spawner, feed: name, from: '2022-01-03', to: '2022-01-04' };
  await outputOf((io) => runDataVerify({ home, spawner, quarantine: true }, io)).catch(() => undefined);
  expect(await documentOf((io) => runDataCheck(options, io))).toMatchObject({ altered_days: [] });
  const candles = minuteCandles('2022-01-03', 1440, 7);
  await writeDayFile({ root: home.cache, feed, day: '2022-01-03', candles });
  expect(await documentOf((io) => runDataCheck(options, io))).toMatchObject({ altered_days: ['2022-01-03'] });
  expect(await outputOf((io) => runDataCheck(options, io))).toContain(
    '1 day was altered after being verified: 2022-01-03.',
  );
});

it('names the feeds that are here when there is no such one', async () => {
  const home = await homeWithDays();
  const options = { home, spawner, feed: 'binance/BTCUSD/candle/1m' };
  await expect(outputOf((io) => runDataCheck(options, io))).rejects.toMatchObject({
    code: 'UNKNOWN_FEED',
    message: expect.stringContaining(`Did you mean ${name}?`),
  });
});
