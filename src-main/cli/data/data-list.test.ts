import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseFeedPath } from '../../../src-core/feed/feed-schema.ts';
import { minuteCandles, writeDayFile } from '../../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { resolveHome, type Home } from '../../services/home/home.ts';
import { ForkedNodeSpawner } from '../../services/processes/forked-node-spawner.ts';
import { runDataList } from './data-list.ts';
import { documentOf } from './testing/recorded-io.ts';

const spawner = new ForkedNodeSpawner(process.env);
const newHome = (): Home => resolveHome(join(temporaryFolder(), 'home'), {});

function write(home: Home, name: string, day: string, candles = minuteCandles(day)): Promise<string> {
  return writeDayFile({ root: home.cache, feed: parseFeedPath(name), day, candles });
}

it('tells full, partial, absent and damaged days apart by what the files hold', async () => {
  const home = newHome();
  const name = 'binance/BTCUSDT/candle/1m';
  await write(home, name, '2022-01-01');
  await write(home, name, '2022-01-02', minuteCandles('2022-01-02', 100));
  await writeFile(await write(home, name, '2022-01-04'), 'not Parquet');
  // A row that comes twice fills no gap.
  const half = minuteCandles('2022-01-05', 720);
  await write(home, name, '2022-01-05', [...half, ...half]);
  await write(home, name, '2022-01-06', []);
  expect(await documentOf((to) => runDataList({ home, spawner }, to))).toMatchObject({
    feeds: [
      {
        days: [
          { day: '2022-01-01', rows: 1440, expected: 1440, state: 'present' },
          { day: '2022-01-02', rows: 100, expected: 1440, state: 'partial' },
          { day: '2022-01-03', rows: 0, expected: 1440, state: 'absent' },
          { day: '2022-01-04', rows: 0, expected: 1440, state: 'damaged' },
          { day: '2022-01-05', rows: 1440, expected: 1440, state: 'partial' },
          { day: '2022-01-06', rows: 0, expected: 1440, state: 'absent' },
        ],
      },
    ],
  });
});

it('expects nothing where the granularity names no period', async () => {
  const home = newHome();
  await write(home, 'binance/BTCUSDT/candle/trades', '2022-01-01', minuteCandles('2022-01-01', 3));
  const days = [{ day: '2022-01-01', rows: 3, expected: null, state: 'present' }];
  expect(await documentOf((to) => runDataList({ home, spawner }, to))).toMatchObject({ feeds: [{ days }] });
});
