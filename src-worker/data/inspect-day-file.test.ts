import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DayFileInspection } from '../../src-core/data/day-file-inspection.ts';
import { noFaults } from '../../src-core/quality/candle-faults.ts';
import { qualityRules } from '../../src-core/quality/candle-quality.ts';
import type { Feed } from '../../src-core/feed/feed.ts';
import { dayStart } from '../../src-core/time/utc.ts';
import { minuteCandles, writeDayFile, writeParquet } from '../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { inspectDayFile } from './inspect-day-file.ts';
import { SessionPool } from './session-pool.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const day = '2022-01-03';
const midnight = dayStart(day);
const sessions = new SessionPool();
afterAll(() => sessions.close());

const inspect = (path: string): Promise<DayFileInspection> => inspectDayFile({ path, feed, day }, sessions);

const goodColumns: Record<string, string> = {
  ts_event: `make_timestamptz(${midnight}000000)`,
  source: "'binance'",
  subject: "'BTCUSDT'",
  kind: "'candle'",
  granularity: "'1m'",
  open: '1.0::DOUBLE',
  high: '1.0::DOUBLE',
  low: '1.0::DOUBLE',
  close: '1.0::DOUBLE',
  volume: '1.0::DOUBLE',
  meta: "'{}'",
};

async function fileWith(change: Record<string, string | undefined>): Promise<string> {
  const path = join(temporaryFolder(), 'day.parquet');
  const columns = Object.entries({ ...goodColumns, ...change }).filter(([, value]) => value !== undefined);
  await writeParquet(path, `SELECT ${columns.map(([name, value]) => `${value} AS ${name}`).join(', ')}`);
  return path;
}

describe('a day file that can be used', () => {
  it('is described with its size, hash, rows and times', async () => {
    const path = await writeDayFile({ root: temporaryFolder(), feed, day, candles: minuteCandles(day) });
    const content = await readFile(path);
    expect(await inspect(path)).toEqual({
      rows: 1440,
      sha256: createHash('sha256').update(content).digest('hex'),
      sizeBytes: content.length,
      firstTs: midnight,
      lastTs: midnight + 86_340,
      duplicates: 0,
      outOfOrder: 0,
      outsideDay: 0,
      withoutPrice: 0,
      quality: { rules: qualityRules, counts: noFaults(), startsMissing: false, endsMissing: false },
    });
  });

  it('has its odd rows counted', async () => {
    const [first, second, third] = minuteCandles(day, 3);
    if (first === undefined || second === undefined || third === undefined) throw new Error('three candles');
    const candles = [
      second,
      first,
      third,
      third,
      { ...third, ts: midnight + 86_400 },
      { ...third, ts: midnight + 300, close: null, meta: '{"price": 7.5}' },
      { ...third, ts: midnight + 360, close: null, meta: '{"price": "none"}' },
      { ...third, ts: midnight + 420, close: Number.NaN, meta: 'not JSON' },
    ];
    const path = await writeDayFile({ root: temporaryFolder(), feed, day, candles });
    expect(await inspect(path)).toMatchObject({
      rows: 8,
      duplicates: 1,
      outOfOrder: 2,
      outsideDay: 1,
      withoutPrice: 2,
      quality: {
        // Rows of other days are no candles of this one; the rest of the day is missing.
        counts: {
          ...noFaults(),
          duplicate: 1,
          out_of_order: 1,
          without_price: 2,
          // The price of its meta lies outside of its high and low.
          inconsistent: 1,
          missing: 1440 - 4,
          gap: 2,
        },
        endsMissing: true,
      },
    });
  });

  it('may be empty', async () => {
    const path = await writeDayFile({ root: temporaryFolder(), feed, day, candles: [] });
    expect(await inspect(path)).toMatchObject({ rows: 0, firstTs: null, lastTs: null });
  });

  it('is read anew after it was rewritten in the same second with the same size', async () => {
    const root = temporaryFolder();
    const path = await writeDayFile({ root, feed, day, candles: minuteCandles(day, 10) });
    const before = await inspect(path);
    const swapped = minuteCandles(day, 10).map((candle) => Object.assign(candle, { close: null }));
    await writeDayFile({ root, feed, day, candles: swapped });
    expect(before.withoutPrice).toBe(0);
    expect((await inspect(path)).withoutPrice).toBe(10);
  });
});

describe('a day file that cannot be used', () => {
  it.each([
    ['is torn', (whole: Buffer) => whole.subarray(0, whole.length - 100), /no whole Parquet file/],
    ['is empty', () => Buffer.alloc(0), /no whole Parquet file.*0 bytes/],
    ['is something else', () => Buffer.from('<html>502 Bad Gateway</html>'), /no whole Parquet file/],
    [
      'has a garbled footer',
      (whole: Buffer) => whole.fill(0xff, whole.length - 200, whole.length - 8),
      /cannot be read/,
    ],
    ['has a garbled first page', (whole: Buffer) => whole.fill(0xff, 4, 60), /cannot be read/],
  ])('%s', async (_what, spoil, message) => {
    const path = await writeDayFile({ root: temporaryFolder(), feed, day, candles: minuteCandles(day) });
    await writeFile(path, spoil(await readFile(path)));
    await expect(inspect(path)).rejects.toMatchObject({
      code: 'DATA_CORRUPT',
      message: expect.stringMatching(message),
    });
  });

  it('has one damaged column, whichever it is, though its footer is whole', async () => {
    const path = await writeDayFile({ root: temporaryFolder(), feed, day, candles: minuteCandles(day) });
    const whole = await readFile(path);
    const { size } = await stat(path);
    // Pages fill the file from its head to its footer: spoil it in steps, sparing the footer.
    const footerBytes = whole.readUInt32LE(size - 8) + 8;
    const pageEnd = size - footerBytes;
    let refused = 0;
    for (let at = 4; at + 40 < pageEnd; at += Math.floor(pageEnd / 12)) {
      const spoilt = Buffer.from(whole);
      spoilt.fill(0xff, at, at + 40);
      await writeFile(path, spoilt);
      refused += await inspect(path).then(
        () => 0,
        () => 1,
      );
    }
    expect(refused).toBeGreaterThan(8);
  });

  it.each([
    ['lacks a column', { close: undefined }, /has no column "close"; it has ts_event/],
    ['lacks several', { volume: undefined, meta: undefined }, /has no column "volume", "meta"/],
    ['has text for a price', { close: "'1.0'" }, /column "close" of type VARCHAR where DOUBLE is needed/],
    [
      'has a time without zone',
      { ts_event: "TIMESTAMP '2022-01-03'" },
      /column "ts_event" of type TIMESTAMP where/,
    ],
    [
      'is of another feed',
      { subject: "'ETHUSDT'" },
      /1 rows of another feed \(binance\/ETHUSDT\/candle\/1m instead/,
    ],
    ['has a row without a feed', { source: 'NULL::VARCHAR' }, /1 rows of another feed/],
    ['has a row without a time', { ts_event: 'NULL::TIMESTAMPTZ' }, /without a time/],
  ])('%s', async (_what, change, message) => {
    await expect(inspect(await fileWith(change))).rejects.toMatchObject({
      code: 'DATA_CORRUPT',
      message: expect.stringMatching(message),
    });
  });

  it('is not there', async () => {
    await expect(inspect(join(temporaryFolder(), 'none.parquet'))).rejects.toMatchObject({
      code: 'DATA_MISSING',
    });
  });
});

describe('sessions', () => {
  it('reach no file outside the folders of the request', async () => {
    const folder = temporaryFolder();
    const outside = await writeDayFile({
      root: temporaryFolder(),
      feed,
      day,
      candles: minuteCandles(day, 1),
    });
    await expect(
      sessions.use([folder], (connection) => connection.run(`FROM read_parquet('${outside}')`)),
    ).rejects.toThrow(/Permission/);
  });
});
