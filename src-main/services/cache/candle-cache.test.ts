import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { dayOf, dayStart, secondsPerDay } from '../../../src-core/time/utc.ts';
import { stageImport } from '../../../src-worker/data/import/stage-import.ts';
import { inspectDayFile } from '../../../src-worker/data/inspect-day-file.ts';
import { SessionPool } from '../../../src-worker/data/session-pool.ts';
import { minuteCandles, readDayFile, writeDayFile } from '../../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { namesIn } from '../files/names-in.ts';
import { CandleCache } from './candle-cache.ts';
import { importCandles, type ImportParts } from './files-in-and-out/import-candles.ts';
import { readLedger, updateLedger, type LedgerEntry } from './ledger.ts';
import { readParquetRowCount } from './parquet-footer.ts';
import { quarantineFile } from './upkeep/quarantine.ts';
import { listQuarantine } from './upkeep/quarantine-list.ts';
import { verifyCache, type VerifyParts } from './upkeep/verify-cache.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const other: Feed = { ...feed, subject: 'ETHUSDT' };
const now = (): Date => new Date('2026-01-01T00:00:00Z');
const sessions = new SessionPool();
afterAll(() => sessions.close());

function openCache(): CandleCache {
  return new CandleCache(join(temporaryFolder(), 'cache'));
}

async function addDay(cache: CandleCache, day: string, count = 5, of: Feed = feed): Promise<string> {
  return writeDayFile({ root: cache.root, feed: of, day, candles: minuteCandles(day, count) });
}

function partsOf(cache: CandleCache): VerifyParts {
  return {
    cache,
    quarantine: join(cache.root, '..', 'quarantine'),
    inspect: (request) => inspectDayFile(request, sessions),
    now,
  };
}

/** Changes one byte of a file's pages. */
async function alter(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[100] = (bytes[100] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

describe('the cache', () => {
  it('lists feeds and days by the files that are there, and nothing else', async () => {
    const cache = openCache();
    expect(await cache.listFeeds()).toEqual([]);
    await addDay(cache, '2022-01-04');
    await addDay(cache, '2022-01-03');
    await addDay(cache, '2022-01-03', 5, other);
    const folder = cache.folderOf(feed);
    for (const name of [
      '.2022-01-05.parquet.1@x.partial',
      '2022-02-30.parquet',
      '2022-01-06.csv',
      '.ledger.json',
    ]) {
      await writeFile(join(folder, name), '');
    }
    await mkdir(join(cache.root, 'binance', 'BTCUSDT', 'options', '1m'), { recursive: true });
    await mkdir(join(cache.root, 'binance', 'EMPTY', 'candle', '1m'), { recursive: true });
    await writeFile(join(cache.root, 'README'), '');
    expect(await cache.listFeeds()).toEqual([feed, other]);
    expect(await cache.cachedDays(feed)).toEqual(['2022-01-03', '2022-01-04']);
    expect(await cache.cachedDays({ ...feed, source: 'none' })).toEqual([]);
  });
});

describe('a pinned snapshot', () => {
  it('names the files of the range with hash, size and rows, and the days without one', async () => {
    const cache = openCache();
    const path = await addDay(cache, '2022-01-03', 7);
    await addDay(cache, '2022-01-09');
    await addDay(cache, '2022-01-03', 3, other);
    await addDay(cache, '2022-01-04', 3, other);
    const pinned = await cache.pinSnapshot([feed, other], '2022-01-03', '2022-01-05');
    const content = await readFile(path);
    expect(pinned.files.map((file) => [file.path, file.rows])).toEqual([
      ['binance/BTCUSDT/candle/1m/2022-01-03.parquet', 7],
      ['binance/ETHUSDT/candle/1m/2022-01-03.parquet', 3],
      ['binance/ETHUSDT/candle/1m/2022-01-04.parquet', 3],
    ]);
    expect(pinned.files[0]).toMatchObject({
      sha256: createHash('sha256').update(content).digest('hex'),
      sizeBytes: content.length,
    });
    expect(pinned.missingDays).toEqual(['2022-01-04', '2022-01-05']);
    expect(Object.keys(pinned.datasetVersionIds)).toEqual([
      'binance/BTCUSDT/candle/1m',
      'binance/ETHUSDT/candle/1m',
    ]);
  });

  it('has ids that follow from paths and contents alone', async () => {
    const [one, two] = [openCache(), openCache()];
    for (const cache of [one, two]) {
      await addDay(cache, '2022-01-03');
      await addDay(cache, '2022-01-04', 5, other);
    }
    const first = await one.pinSnapshot([feed, other], '2022-01-03', '2022-01-04');
    const second = await two.pinSnapshot([other, feed], '2022-01-01', '2022-01-09');
    expect(second.snapshotId).toBe(first.snapshotId);
    expect(second.datasetVersionIds).toEqual(first.datasetVersionIds);
    const list = first.files.map(({ path, sha256 }) => ({ path, sha256 }));
    const text = `[${list.map((file) => `{"path":"${file.path}","sha256":"${file.sha256}"}`).join(',')}]`;
    expect(first.snapshotId).toBe(createHash('sha256').update(text).digest('hex').slice(0, 32));
    expect(first.datasetVersionIds['binance/BTCUSDT/candle/1m']).toMatch(/^[0-9a-f]{16}$/);
    await addDay(two, '2022-01-04', 6, other);
    const third = await two.pinSnapshot([feed, other], '2022-01-03', '2022-01-04');
    expect(third.snapshotId).not.toBe(first.snapshotId);
    expect(third.datasetVersionIds['binance/BTCUSDT/candle/1m']).toBe(
      first.datasetVersionIds['binance/BTCUSDT/candle/1m'],
    );
  });

  it('takes the hash from the ledger while a file is untouched, and from the file after that', async () => {
    const cache = openCache();
    const path = await addDay(cache, '2022-01-03');
    const { size, mtimeMs } = await stat(path);
    const entry: LedgerEntry = {
      sha256: 'a'.repeat(64),
      sizeBytes: size,
      rows: 99,
      modifiedMilliseconds: mtimeMs,
      verifiedAt: now().toISOString(),
      origin: 'coordinator',
    };
    await updateLedger(cache.folderOf(feed), new Map([['2022-01-03', entry]]));
    const pin = () => cache.pinSnapshot([feed], '2022-01-03', '2022-01-03');
    expect((await pin()).files).toMatchObject([{ sha256: 'a'.repeat(64), rows: 99 }]);
    await updateLedger(
      cache.folderOf(feed),
      new Map([['2022-01-03', { ...entry, modifiedMilliseconds: mtimeMs - 1 }]]),
    );
    expect((await pin()).files).toMatchObject([{ sha256: expect.not.stringMatching(/^a+$/), rows: 5 }]);
  });

  it('D20 marks what is not what was verified, but neither what was only touched nor what nobody knew', async () => {
    const cache = openCache();
    const days = ['2022-01-03', '2022-01-04', '2022-01-05'] as const;
    for (const day of days) await addDay(cache, day);
    await verifyCache(partsOf(cache), { moveDamaged: false });
    await addDay(cache, days[0], 6);
    await utimes(cache.pathOf(feed, days[1]), 5, 5);
    await addDay(cache, '2022-01-06');
    const { files } = await cache.pinSnapshot([feed], days[0], '2022-01-06');
    expect(files.map(({ isAltered = false }) => isAltered)).toEqual([true, false, false, false]);
  });

  it('of a file that is no Parquet names it', async () => {
    const cache = openCache();
    await writeFile(await addDay(cache, '2022-01-03'), 'torn');
    await expect(cache.pinSnapshot([feed], '2022-01-03', '2022-01-03')).rejects.toMatchObject({
      code: 'DATA_CORRUPT',
      message: expect.stringContaining('binance/BTCUSDT/candle/1m/2022-01-03.parquet'),
    });
  });
});

describe('the row count of a footer', () => {
  it('is what was written, whatever the number', async () => {
    const cache = openCache();
    for (const count of [0, 1, 63, 64, 1440]) {
      const path = await addDay(cache, '2022-01-03', count);
      expect(await readParquetRowCount(path, 'day')).toBe(count);
    }
  });

  it('of any bytes is a number or a refusal, soon', async () => {
    const path = join(temporaryFolder(), 'fuzz.parquet');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (footer) => {
        const end = Buffer.alloc(8);
        end.writeUInt32LE(footer.length);
        end.write('PAR1', 4);
        await writeFile(path, Buffer.concat([Buffer.from('PAR1'), footer, end]));
        const outcome = await readParquetRowCount(path, 'day').catch((error: { code: string }) => error.code);
        expect(outcome === 'DATA_CORRUPT' || Number.isSafeInteger(outcome)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the ledger', () => {
  it('of any content is read without failing', async () => {
    const folder = temporaryFolder();
    for (const text of [
      '',
      '{',
      'null',
      '{"schema_version":2}',
      '{"schema_version":1,"files":{"2022-01-03":{}}}',
    ]) {
      await writeFile(join(folder, '.ledger.json'), text);
      expect((await readLedger(folder)).size).toBe(0);
    }
  });

  it('keeps what another process wrote meanwhile', async () => {
    const folder = temporaryFolder();
    const entry: LedgerEntry = {
      sha256: 'a'.repeat(64),
      sizeBytes: 1,
      rows: 1,
      modifiedMilliseconds: 1.25,
      verifiedAt: now().toISOString(),
      origin: 'import',
    };
    await updateLedger(folder, new Map([['2022-01-03', entry]]));
    await updateLedger(folder, new Map([['2022-01-04', entry]]));
    await updateLedger(folder, new Map([['2022-01-03', null]]));
    expect([...(await readLedger(folder))]).toEqual([['2022-01-04', entry]]);
  });
});

describe('importing', () => {
  it('puts the days into place, knows them, and merges what comes later', async () => {
    const cache = openCache();
    const path = join(temporaryFolder(), 'own.csv');
    const parts = { ...partsOf(cache), stage: stageImport };
    await writeFile(path, 'date,close\n2022-01-03 00:00,1\n2022-01-04 00:00,2\n');
    expect(await importCandles(parts, { path, feed, skipBadRows: false, options: {} })).toEqual({
      format: 'csv',
      rowsRead: 2,
      badRows: 0,
      badRowExamples: [],
      duplicates: 0,
      columns: { time: 'date', close: 'close' },
      days: [
        { day: '2022-01-03', path: 'binance/BTCUSDT/candle/1m/2022-01-03.parquet', importedRows: 1, rows: 1 },
        { day: '2022-01-04', path: 'binance/BTCUSDT/candle/1m/2022-01-04.parquet', importedRows: 1, rows: 1 },
      ],
    });
    await writeFile(path, 'date,close\n2022-01-04 00:00,3\n2022-01-04 00:01,4\n');
    await importCandles(parts, { path, feed, skipBadRows: false, options: {} });
    const closes = (await readDayFile(cache.pathOf(feed, '2022-01-04'))).map(({ close }) => close);
    expect(closes).toEqual([3, 4]);
    expect((await readLedger(cache.folderOf(feed))).get('2022-01-04')).toMatchObject({
      rows: 2,
      origin: 'import',
    });
    // Two days, and what the second import has replaced.
    expect(await verifyCache(partsOf(cache), { moveDamaged: false })).toEqual({
      checked: 3,
      damaged: [],
      found: 0,
    });
  });

  it('D22 takes out of quarantine what was damaged of an import before, and nothing else', async () => {
    const cache = openCache();
    const parts = { ...partsOf(cache), stage: stageImport };
    const path = join(temporaryFolder(), 'own.csv');
    await writeFile(path, 'date,close\n2022-01-03,1\n2022-01-05,2\n');
    const request = { path, feed, skipBadRows: false, options: {} };
    await importCandles(parts, request);
    for (const day of ['2022-01-03', '2022-01-05']) await writeFile(cache.pathOf(feed, day), 'torn');
    await verifyCache(parts, { moveDamaged: true });
    const bad = join(temporaryFolder(), 'bad');
    await writeFile(bad, 'torn');
    const pulled = { path: bad, feed, day: '2022-01-03', reason: 'torn', foundAt: now() };
    await quarantineFile(parts.quarantine, { ...pulled, origin: 'coordinator', source: 'http://10.0.0.2' });
    await writeFile(path, 'date,close\n2022-01-03,1\n');
    await importCandles(parts, request);
    const left = await listQuarantine(parts.quarantine);
    expect(left.map(({ day, origin }) => `${day} ${origin}`).sort()).toEqual([
      '2022-01-03 coordinator',
      '2022-01-05 import',
    ]);
  });

  it('leaves nothing behind when the worker dies midway', async () => {
    const cache = openCache();
    const path = join(temporaryFolder(), 'own.csv');
    await writeFile(path, 'date,close\n2022-01-03,1\n');
    const stage: typeof stageImport = async (request) => {
      await stageImport(request);
      throw new HindcastError('WORKER_CRASHED', 'gone');
    };
    const request = { path, feed, skipBadRows: false, options: {} };
    await expect(importCandles({ ...partsOf(cache), stage }, request)).rejects.toMatchObject({
      code: 'WORKER_CRASHED',
    });
    expect(await namesIn(cache.root)).toEqual([]);
  });

  it('D31 asks for room before a day takes its place, and changes nothing where there is none', async () => {
    const cache = openCache();
    const path = join(temporaryFolder(), 'own.csv');
    await writeFile(path, 'date,close\n2022-01-03,1\n2022-01-05,2\n');
    const request = { path, feed, skipBadRows: false, options: {} };
    const asked: unknown[] = [];
    const makeRoom: NonNullable<ImportParts['makeRoom']> = async (coming, bytes) => {
      asked.push(coming, bytes, await cache.cachedDays(feed));
      if (asked.length === 3) throw new HindcastError('DISK_FULL', 'no room');
    };
    const parts = { ...partsOf(cache), stage: stageImport, makeRoom };
    await expect(importCandles(parts, request)).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(await namesIn(cache.root)).toEqual([]);
    await importCandles(parts, request);
    const days = ['2022-01-03', '2022-01-05'];
    const coming = { feed, firstDay: days[0], lastDay: days[1] };
    const bytes = await cache.sizeOf(feed, days);
    expect(asked).toEqual([coming, bytes, [], coming, bytes, []]);
  });

  it('D27 changes nothing when a row is bad, and takes only its own folders away', async () => {
    const cache = openCache();
    const path = join(temporaryFolder(), 'own.csv');
    await writeFile(path, 'date,close\n2022-01-03,1\nsoon,2\n');
    const request = { path, feed, skipBadRows: false, options: {} };
    await expect(importCandles({ ...partsOf(cache), stage: stageImport }, request)).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    expect(await namesIn(cache.root)).toEqual([]);
    const neighbour = { ...feed, granularity: '1d' };
    await importCandles(
      { ...partsOf(cache), stage: stageImport },
      { ...request, feed: neighbour, skipBadRows: true },
    );
    await expect(importCandles({ ...partsOf(cache), stage: stageImport }, request)).rejects.toThrow();
    expect(await readdir(dirname(cache.folderOf(feed)))).toEqual(['1d']);
    expect(await cache.listFeeds()).toEqual([neighbour]);
  });
});

describe('verifying', () => {
  it('finds what is damaged or altered, moves nothing unless asked, and gets to know the rest', async () => {
    const cache = openCache();
    const days = ['2022-01-03', '2022-01-04', '2022-01-05'];
    const [good = '', altered = '', torn = ''] = await Promise.all(days.map((day) => addDay(cache, day)));
    const parts = partsOf(cache);
    expect(await verifyCache(parts, { moveDamaged: false })).toEqual({ checked: 3, damaged: [], found: 3 });
    await alter(altered);
    await writeFile(torn, (await readFile(torn)).subarray(0, 200));
    const found = await verifyCache(parts, { feeds: [feed], moveDamaged: false });
    expect(found.damaged).toEqual([
      {
        path: 'binance/BTCUSDT/candle/1m/2022-01-04.parquet',
        reason: expect.stringMatching(/altered since it was verified|cannot be read/),
        quarantinedAs: null,
      },
      {
        path: 'binance/BTCUSDT/candle/1m/2022-01-05.parquet',
        reason: expect.stringContaining('no whole Parquet file'),
        quarantinedAs: null,
      },
    ]);
    expect(await cache.cachedDays(feed)).toEqual(days);
    const moved = await verifyCache(parts, { moveDamaged: true });
    expect(await cache.cachedDays(feed)).toEqual(['2022-01-03']);
    for (const { quarantinedAs } of moved.damaged) {
      expect(JSON.parse(await readFile(`${quarantinedAs}.reason.json`, 'utf8'))).toMatchObject({
        reason: expect.any(String),
      });
    }
    expect(good).toBe(cache.pathOf(feed, '2022-01-03'));
    expect(await verifyCache(parts, { moveDamaged: false })).toMatchObject({ checked: 1, damaged: [] });
  });

  it('of a feed without files says so', async () => {
    await expect(
      verifyCache(partsOf(openCache()), { feeds: [feed], moveDamaged: false }),
    ).rejects.toMatchObject({
      code: 'DATA_MISSING',
    });
  });
});

it('pins a year from the ledger without reading a file', async () => {
  const cache = openCache();
  const source = await addDay(cache, '2021-01-01', 1440);
  const days = Array.from({ length: 365 }, (_, index) =>
    dayOf(dayStart('2022-01-01') + index * secondsPerDay),
  );
  const folder = cache.folderOf(feed);
  const changes = new Map<string, LedgerEntry>();
  for (const day of days) {
    await symlink(source, join(folder, `${day}.parquet`));
    const { size, mtimeMs } = await stat(cache.pathOf(feed, day));
    changes.set(day, {
      sha256: 'a'.repeat(64),
      sizeBytes: size,
      rows: 1440,
      modifiedMilliseconds: mtimeMs,
      verifiedAt: now().toISOString(),
      origin: 'coordinator',
    });
  }
  await updateLedger(folder, changes);
  const { files } = await cache.pinSnapshot([feed], days[0] ?? '', days.at(-1) ?? '');
  expect(files).toHaveLength(365);
  expect(new Set(files.map(({ sha256 }) => sha256))).toEqual(new Set(['a'.repeat(64)]));
});
