import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  minuteCandles,
  readDayFile,
  writeDayFile,
  writeParquet,
} from '../../../../tests/support/candle-files.ts';
import { filePath } from '../../coordinator/testing/fake-coordinator.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import { readLedger } from '../ledger.ts';
import type { PullProgress } from './pull-progress.ts';
import { days, feed, indexUrl, pathOf, PullBench } from '../../../../tests/support/pull-bench.ts';

describe('a pull', () => {
  it('brings every day of the range, each the same as served, and reports as it goes', async () => {
    const bench = await PullBench.open();
    const seen: PullProgress[] = [];
    const result = await bench.pull({
      firstDay: '2022-01-03',
      lastDay: '2022-01-04',
      onProgress: (p) => seen.push(p),
    });
    const wanted = days.slice(0, 2);
    const sizes = bench.entries.slice(0, 2).reduce((sum, entry) => sum + entry.size_bytes, 0);
    expect(result).toEqual({
      downloaded: wanted.map(pathOf),
      refreshed: [],
      skipped: [],
      bytes: sizes,
      missingDays: [],
      differingDays: [],
    });
    for (const day of wanted) {
      const served = await readFile(join(bench.served, pathOf(day)));
      expect((await readFile(bench.cache.pathOf(feed, day))).equals(served)).toBe(true);
    }
    expect(await bench.cache.cachedDays(feed)).toEqual(wanted);
    expect((await bench.names()).filter((name) => name.endsWith('.partial'))).toEqual([]);
    expect(seen[0]).toMatchObject({ filesDone: 0, filesTotal: 2, bytesDone: 0, bytesTotal: sizes });
    expect(seen.at(-1)).toMatchObject({ filesDone: 2, filesTotal: 2, bytesDone: sizes, bytesTotal: sizes });
    expect((await readLedger(bench.cache.folderOf(feed))).get('2022-01-03')).toMatchObject({
      rows: 10,
      origin: 'coordinator',
      verifiedAt: '2026-01-01T00:00:00.000Z',
      sha256: await sha256OfFile(bench.cache.pathOf(feed, '2022-01-03')),
    });
  });

  it('that is repeated makes one request, for the index, and reads no file', async () => {
    const bench = await PullBench.open();
    await bench.pull();
    bench.coordinator.requests.length = 0;
    bench.inspected.length = 0;
    const again = await bench.pull();
    expect(bench.coordinator.requests).toEqual([indexUrl]);
    expect(bench.inspected).toEqual([]);
    expect(again).toMatchObject({ downloaded: [], skipped: days.map(pathOf), bytes: 0 });
  });

  it('fetches a day again whose size, rows or hash in the index have changed, and only that', async () => {
    const bench = await PullBench.open();
    await bench.pull();
    await bench.offer('2022-01-04', 20);
    expect((await bench.pull()).downloaded).toEqual([pathOf('2022-01-04')]);
    expect(await readDayFile(bench.cache.pathOf(feed, '2022-01-04'))).toHaveLength(20);
    // The same size and rows, other bytes: only a hash tells.
    const file = join(bench.served, pathOf('2022-01-05'));
    const bytes = await readFile(file);
    bytes.write('DuckDB version v0', bytes.lastIndexOf('DuckDB version v'));
    await writeFile(file, bytes);
    await bench.offerFile('2022-01-05', file, { records: 10, sha256: await sha256OfFile(file) });
    expect((await bench.pull()).downloaded).toEqual([pathOf('2022-01-05')]);
  });

  it('fetches all when told to, and a day that was altered here', async () => {
    const bench = await PullBench.open();
    await bench.pull();
    expect((await bench.pull({ refresh: true })).downloaded).toHaveLength(3);
    const altered = bench.cache.pathOf(feed, '2022-01-03');
    const bytes = await readFile(altered);
    bytes[30] = (bytes[30] ?? 0) ^ 0xff;
    await writeFile(altered, bytes);
    await utimes(altered, 1, 1);
    expect((await bench.pull()).downloaded).toEqual([pathOf('2022-01-03')]);
    expect(await readDayFile(altered)).toHaveLength(10);
  });

  it('takes files that it finds and that are what the index says', async () => {
    const bench = await PullBench.open();
    await mkdir(bench.cache.folderOf(feed), { recursive: true });
    const served = await readFile(join(bench.served, pathOf('2022-01-03')));
    await writeFile(bench.cache.pathOf(feed, '2022-01-03'), served);
    expect((await bench.pull()).skipped).toEqual([pathOf('2022-01-03')]);
    expect((await readLedger(bench.cache.folderOf(feed))).get('2022-01-03')?.origin).toBe('found');
  });

  it('says which days the coordinator does not have', async () => {
    const bench = await PullBench.open();
    const { missingDays } = await bench.pull({ firstDay: '2022-01-02', lastDay: '2022-01-06' });
    expect(missingDays).toEqual(['2022-01-02', '2022-01-06']);
  });

  it('of an unknown feed names the nearest and all others', async () => {
    const bench = await PullBench.open();
    await expect(bench.pull({ feed: { ...feed, subject: 'BTCUSD' } })).rejects.toMatchObject({
      code: 'UNKNOWN_FEED',
      message: expect.stringContaining(
        'has no feed binance/BTCUSD/candle/1m. Did you mean binance/BTCUSDT/candle/1m? It has: binance/BTCUSDT/candle/1m.',
      ),
    });
    bench.coordinator.answerIndex([]);
    await expect(bench.pull()).rejects.toMatchObject({ message: expect.stringContaining('no data at all') });
  });

  it('of a range without data says where the data lies', async () => {
    const bench = await PullBench.open();
    await expect(bench.pull({ firstDay: '2023-01-01', lastDay: '2023-01-02' })).rejects.toMatchObject({
      code: 'DATA_MISSING',
      message: expect.stringContaining('its days lie between 2022-01-03 and 2022-01-05'),
    });
    expect(existsSync(bench.cache.root)).toBe(false);
  });

  it('stops before it starts when the disk is too small', async () => {
    const bench = await PullBench.open();
    await expect(bench.pull({}, { freeBytes: () => Promise.resolve(1000) })).rejects.toMatchObject({
      code: 'DISK_FULL',
    });
    expect(bench.coordinator.requests).toEqual([indexUrl]);
  });
});

describe('a bad file', () => {
  const badDay = '2022-01-04';

  async function expectOneBad(bench: PullBench, code: string, message: RegExp): Promise<void> {
    await expect(bench.pull()).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      details: {
        downloaded: [pathOf('2022-01-03'), pathOf('2022-01-05')],
        failed: [{ path: pathOf(badDay), error: { code } }],
      },
    });
    // The others are here; the bad one is in no place where it could be taken for data.
    expect(await bench.cache.cachedDays(feed)).toEqual(['2022-01-03', '2022-01-05']);
    expect((await bench.names()).filter((name) => name.endsWith('.partial'))).toEqual([]);
  }

  const served = (bench: PullBench): string => join(bench.served, pathOf(badDay));

  it.each<[string, string, RegExp, (bench: PullBench) => Promise<unknown>]>([
    [
      'is torn but as long as the index says',
      'DATA_CORRUPT',
      /1 of 3 files could not be pulled: .*2022-01-04\.parquet is no whole Parquet file/,
      async (bench) => {
        const whole = await readFile(served(bench));
        await writeFile(served(bench), whole.subarray(0, 500));
        await bench.offerFile(badDay, served(bench), { records: 10 });
      },
    ],
    [
      'lacks a column',
      'DATA_CORRUPT',
      /has no column "source", .*"close"/,
      async (bench) => {
        await writeParquet(served(bench), 'SELECT now() AS ts_event');
        await bench.offerFile(badDay, served(bench), {});
      },
    ],
    [
      'has a column of the wrong type',
      'DATA_CORRUPT',
      /column "close" of type VARCHAR where DOUBLE is needed/,
      async (bench) => {
        await writeParquet(
          served(bench),
          `SELECT now() AS ts_event, 'binance' AS source, 'BTCUSDT' AS subject, 'candle' AS kind, '1m' AS granularity,
             1::DOUBLE AS open, 1::DOUBLE AS high, 1::DOUBLE AS low, '1' AS close, 1::DOUBLE AS volume, '{}' AS meta`,
        );
        await bench.offerFile(badDay, served(bench), {});
      },
    ],
    [
      'holds another day',
      'DATA_CORRUPT',
      /holds 10 rows of other days/,
      async (bench) => {
        await writeDayFile({
          root: bench.served,
          feed,
          day: badDay,
          candles: minuteCandles('2022-01-09', 10),
        });
        await bench.offerFile(badDay, served(bench), { records: 10 });
      },
    ],
    [
      'has other rows than the index says',
      'COORDINATOR_LIED',
      /holds 10 rows where its index says 11\)\. The others are in the cache/,
      (bench) => bench.offer(badDay, 10, { records: 11 }),
    ],
    [
      'has another hash than the index says',
      'COORDINATOR_LIED',
      /another SHA-256/,
      (bench) => bench.offer(badDay, 10, { sha256: '0'.repeat(64) }),
    ],
  ])('that %s goes to quarantine with the reason', async (_what, code, message, spoil) => {
    const bench = await PullBench.open();
    await spoil(bench);
    await expectOneBad(bench, code, message);
    const kept = await bench.quarantined();
    expect(
      kept.filter((name) => name.startsWith(`${badDay}.parquet.2026-01-01T00-00-00-000Z.`)),
    ).toHaveLength(2);
    expect(kept.filter((name) => name.endsWith('.reason.json'))).toHaveLength(1);
  });

  it('that is shorter than declared is kept as well, one that is longer is cut off', async () => {
    for (const change of [1, -1]) {
      const bench = await PullBench.open();
      const entry = await bench.offer(badDay, 10);
      bench.coordinator.answer(filePath(pathOf(badDay)), async (_request, response) => {
        const content = await readFile(served(bench));
        response.write(
          change > 0 ? Buffer.concat([content, Buffer.alloc(change)]) : content.subarray(0, change),
        );
        response.end();
      });
      await expectOneBad(bench, 'COORDINATOR_LIED', /where its index says \d+/);
      expect(entry.size_bytes).toBeGreaterThan(0);
    }
  });

  it('that is not there is named, and the others come', async () => {
    const bench = await PullBench.open();
    bench.coordinator.answerJson(filePath(pathOf(badDay)), { detail: 'File not found' }, 404);
    await expectOneBad(bench, 'COORDINATOR_REFUSED', /File not found/);
    expect(await bench.quarantined()).toEqual([]);
    await expect(bench.pull({ firstDay: badDay, lastDay: badDay })).rejects.toMatchObject({
      message: expect.stringMatching(/File not found\)\)\. Pull again for them\.$/),
    });
  });

  it('never replaces a good one', async () => {
    const bench = await PullBench.open();
    await bench.pull();
    await bench.offer(badDay, 20, { records: 21 });
    await expect(bench.pull()).rejects.toMatchObject({ code: 'COORDINATOR_LIED' });
    expect(await readDayFile(bench.cache.pathOf(feed, badDay))).toHaveLength(10);
  });
});

describe('a path outside the cache', () => {
  it('refuses the whole pull before anything is written', async () => {
    const bench = await PullBench.open();
    bench.coordinator.answerIndex([
      ...bench.entries,
      { path: '../../../../outside/2022-01-03.parquet', records: 1, size_bytes: 1, date: '2022-01-03' },
    ]);
    await expect(bench.pull()).rejects.toMatchObject({ code: 'UNSAFE_PATH' });
    expect(bench.coordinator.requests).toEqual([indexUrl]);
    expect(await readdir(bench.home)).toEqual([]);
  });
});

describe('a pull that ends early', () => {
  it('because the coordinator goes away keeps what came and asks for nothing more', async () => {
    const bench = await PullBench.open();
    bench.coordinator.answerJson(filePath(pathOf('2022-01-04')), {}, 503);
    await expect(bench.pull({ concurrency: 1 })).rejects.toMatchObject({
      code: 'COORDINATOR_UNREACHABLE',
      details: { downloaded: [pathOf('2022-01-03')] },
    });
    expect(bench.coordinator.requests.filter((request) => request.includes('2022-01-05'))).toEqual([]);
    bench.coordinator.serve(bench.served, bench.entries);
    expect(await bench.pull()).toMatchObject({ skipped: [pathOf('2022-01-03')] });
  });

  it('because the user cancels leaves whole files only', async () => {
    const bench = await PullBench.open();
    const cancel = new AbortController();
    bench.coordinator.answer(filePath(pathOf('2022-01-04')), (_request, response) => {
      response.write('PAR1');
      cancel.abort();
    });
    await expect(bench.pull({ concurrency: 1, signal: cancel.signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect((await bench.names()).sort()).toEqual(['.ledger.json', '.uses.json', '2022-01-03.parquet']);
  });

  it('because it is killed leaves no half file under a final name, and the next one cleans up', async () => {
    const bench = await PullBench.open();
    const day = '2022-01-04';
    bench.coordinator.answer(filePath(pathOf(day)), async (_request, response) => {
      const content = await readFile(join(bench.served, pathOf(day)));
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 400));
    });
    const script = new URL('../testing/pull-until-killed.ts', import.meta.url);
    const child = fork(script, [bench.coordinator.url, bench.cache.root, dirname(pathOf(day)), day]);
    onTestFinished(() => void child.kill('SIGKILL'));
    await new Promise<void>((resolve) => {
      child.on('message', (progress) => {
        if ((progress as PullProgress).bytesDone > 0) resolve();
      });
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const left = await bench.names();
    expect(left).toEqual([expect.stringMatching(/^\.2022-01-04\.parquet\..+\.partial$/)]);
    expect(await bench.cache.cachedDays(feed)).toEqual([]);
    bench.coordinator.serve(bench.served, bench.entries);
    expect((await bench.pull()).downloaded).toHaveLength(3);
    expect((await bench.names()).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});
