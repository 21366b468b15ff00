import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFeedPath } from '../../../src-core/feed/feed-schema.ts';
import { byteSize } from '../../../src-core/text/byte-size.ts';
import { minuteCandles, writeDayFile } from '../../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { resolveHome, type Home } from '../../services/home/home.ts';
import { ForkedNodeSpawner } from '../../services/processes/forked-node-spawner.ts';
import { runDataList } from './data-list.ts';
import { runDataRemove } from './data-remove.ts';
import { documentOf, outputOf } from './testing/recorded-io.ts';

const bitcoin = 'binance/BTCUSDT/candle/1m';
const ether = 'binance/ETHUSDT/candle/1m';
const days = ['2022-01-03', '2022-01-04', '2022-01-06'];
const spawner = new ForkedNodeSpawner(process.env);

/** A home with three days of two feeds. */
async function filledHome(): Promise<Home> {
  const home = resolveHome(join(temporaryFolder(), 'home'), {});
  for (const name of [bitcoin, ether]) {
    for (const day of days) {
      const feed = parseFeedPath(name);
      await writeDayFile({ root: home.cache, feed, day, candles: minuteCandles(day, 10) });
    }
  }
  return home;
}

function isThere(home: Home, feed: string): boolean[] {
  return days.map((day) => existsSync(join(home.cache, feed, `${day}.parquet`)));
}

async function sizeOf(home: Home, feed: string, of: readonly string[]): Promise<number> {
  const stats = await Promise.all(of.map((day) => stat(join(home.cache, feed, `${day}.parquet`))));
  return stats.reduce((sum, { size }) => sum + size, 0);
}

describe('data remove', () => {
  it('deletes the days of a range, both ends included', async () => {
    const home = await filledHome();
    const bytes = await sizeOf(home, bitcoin, ['2022-01-04', '2022-01-06']);
    const range = { from: '2022-01-04', to: '2022-01-06' };
    expect(await documentOf((to) => runDataRemove({ home, spawner, feed: bitcoin, ...range }, to))).toEqual({
      feed: bitcoin,
      first_day: '2022-01-04',
      last_day: '2022-01-06',
      removed_files: 2,
      removed_bytes: bytes,
    });
    expect(isThere(home, bitcoin)).toEqual([true, false, false]);
    expect(isThere(home, ether)).toEqual([true, true, true]);
  });

  it.each([
    [{ from: '2022-01-04' }, [true, false, false], '2 files', '2022-01-04 to 2022-01-06'],
    [{ to: '2022-01-03' }, [false, true, true], '1 file', '2022-01-03'],
    [{}, [false, false, false], '3 files', '2022-01-03 to 2022-01-06'],
  ])('with %j goes to the first and last day there is', async (range, left, count, named) => {
    const home = await filledHome();
    const removed = days.filter((_, index) => left[index] === false);
    const size = byteSize(await sizeOf(home, bitcoin, removed));
    expect(await outputOf((to) => runDataRemove({ home, spawner, feed: bitcoin, ...range }, to))).toBe(
      `Removed ${count} of ${bitcoin} (${size}): ${named}.\n`,
    );
    expect(isThere(home, bitcoin)).toEqual(left);
  });

  it('refuses feeds and ranges that have no day, and deletes nothing', async () => {
    const home = await filledHome();
    await expect(
      outputOf((to) => runDataRemove({ home, spawner, feed: 'binance/BTCUSD/candle/1m' }, to)),
    ).rejects.toMatchObject({
      code: 'UNKNOWN_FEED',
      message: expect.stringContaining(`Did you mean ${bitcoin}?`),
    });
    await expect(
      outputOf((to) => runDataRemove({ home, spawner, feed: bitcoin, from: '2022-01-07' }, to)),
    ).rejects.toMatchObject({
      code: 'DATA_MISSING',
      message: expect.stringContaining('its days lie between 2022-01-03 and 2022-01-06'),
    });
    for (const bad of [
      { from: 'soon' },
      { from: '2022-01-03T12:00' },
      { from: '2022-01-05', to: '2022-01-04' },
      { feed: '../../etc/candle/1m' },
    ]) {
      await expect(
        outputOf((to) => runDataRemove({ home, spawner, feed: bitcoin, ...bad }, to)),
      ).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
    expect([...isThere(home, bitcoin), ...isThere(home, ether)]).not.toContain(false);
  });
});

describe('data list', () => {
  it('adds up what all feeds take', async () => {
    const home = await filledHome();
    const sizes = [await sizeOf(home, bitcoin, days), await sizeOf(home, ether, days)] as const;
    const total = sizes[0] + sizes[1];
    expect(await documentOf((to) => runDataList({ home, spawner }, to))).toMatchObject({
      size_bytes: total,
      feeds: [{ size_bytes: sizes[0] }, { size_bytes: sizes[1] }],
    });
    const text = await outputOf((to) => runDataList({ home, spawner }, to));
    expect(text).toContain(`${ether}: 30 candles, ${byteSize(sizes[1])}\n`);
    expect(text.endsWith(`\n\nIn total: 2 feeds, ${byteSize(total)}\n`)).toBe(true);
  });
});
