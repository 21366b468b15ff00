import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { candleFileColumns } from '../../src-core/feed/candle-file.ts';
import type { Feed } from '../../src-core/feed/feed.ts';
import { dayFilePath } from '../../src-core/feed/index-entry.ts';
import { dayOf } from '../../src-core/time/utc.ts';
import { silentLogger } from '../logger.ts';
import type { HistoryRecord } from '../providers/history-provider.ts';
import { closesOf, queryParquet } from '../testing/parquet-rows.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { ParquetSink } from './parquet-sink.ts';
import { openParquetSession } from './parquet-session.ts';

const feed: Feed = { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '1m' };
const midnight = Date.UTC(2026, 0, 15) / 1000;
const dayPath = 'synthetic/BTC/candle/1m/2026-01-15.parquet';

async function makeSink() {
  const folder = await temporaryFolder();
  const root = join(folder, "back'fill");
  const quarantine = join(folder, 'quarantine');
  await mkdir(root);
  const session = await openParquetSession(root);
  onTestFinished(() => session.closeSync());
  const warnings: Record<string, unknown>[] = [];
  const logger = { ...silentLogger, warn: (fields: Record<string, unknown>) => void warnings.push(fields) };
  const sink = new ParquetSink({ session, root, quarantine, logger, now: () => midnight * 1000 });
  return {
    sink,
    root,
    quarantine,
    warnings,
    file: join(root, dayPath).replaceAll("'", "''"),
    path: join(root, dayPath),
  };
}

function record(offset: number, close: number | null, meta = '{}'): HistoryRecord {
  return { ts: midnight + offset, open: close, high: close, low: close, close, volume: 1, meta };
}

describe('day files', () => {
  it('have the columns of the contract in order, with UTC microseconds and snappy', async () => {
    const { sink, file } = await makeSink();
    await sink.write(feed, [record(0, 1.5), record(60, null, '{"price":2}')]);
    const columns = await queryParquet(file, 'SELECT column_name, column_type FROM (DESCRIBE FROM $file)');
    expect(columns).toEqual(candleFileColumns.map(({ name, type }) => [name, type]));
    const [time] = await queryParquet(
      file,
      "SELECT type, converted_type, logical_type FROM parquet_schema($file) WHERE name = 'ts_event'",
    );
    expect(String(time)).toMatch(/INT64,TIMESTAMP_MICROS,.*isAdjustedToUTC=1/);
    const codecs = await queryParquet(file, 'SELECT DISTINCT compression FROM parquet_metadata($file)');
    expect(codecs).toEqual([['SNAPPY']]);
    const rows = await queryParquet(file, 'SELECT * EXCLUDE (ts_event) FROM $file');
    expect(rows).toEqual([
      ['synthetic', 'BTC', 'candle', '1m', 1.5, 1.5, 1.5, 1.5, 1, '{}'],
      ['synthetic', 'BTC', 'candle', '1m', null, null, null, null, 1, '{"price":2}'],
    ]);
  });

  it('D7 hold, sorted, the newest record of each time, within a page, over pages and over days', async () => {
    const secondsOfThreeDays = fc.integer({ min: 0, max: 3 * 24 - 1 }).map((hour) => hour * 3600);
    const page = fc.array(
      fc.tuple(
        secondsOfThreeDays,
        fc.oneof(fc.constant(null), fc.double({ noDefaultInfinity: true, noNaN: true })),
        fc.json({ maxDepth: 1 }),
      ),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(page, { minLength: 1, maxLength: 5 }), async (pages) => {
        const { sink, root } = await makeSink();
        const model = new Map<string, Map<number, [close: number | null, meta: string]>>();
        for (const drawn of pages) {
          const facts = await sink.write(
            feed,
            drawn.map(([offset, close, meta]) => record(offset, close, meta)),
          );
          const touched = new Set<string>();
          for (const [offset, close, meta] of drawn) {
            const day = dayOf(midnight + offset);
            touched.add(day);
            if (!model.has(day)) model.set(day, new Map());
            model.get(day)?.set(midnight + offset, [close, meta]);
          }
          expect(facts.map(({ day, records }) => [day, records])).toEqual(
            [...touched].sort().map((day) => [day, model.get(day)?.size]),
          );
        }
        for (const [day, records] of model) {
          const rows = await closesOf(join(root, dayFilePath(feed, day)).replaceAll("'", "''"));
          expect(rows).toEqual(
            [...records]
              .sort(([left], [right]) => left - right)
              .map(([ts, [close, meta]]) => [ts, close, meta]),
          );
        }
      }),
      { numRuns: 15 },
    );
  });

  it('are one per UTC day, described as they are on the disk', async () => {
    const { sink, root } = await makeSink();
    const minutes = Array.from({ length: 1440 + 10 }, (_, minute) => record(minute * 60, 1));
    const facts = await sink.write(feed, minutes);
    expect(facts.map(({ day, records, complete }) => [day, records, complete])).toEqual([
      ['2026-01-15', 1440, true],
      ['2026-01-16', 10, false],
    ]);
    for (const fact of facts) {
      expect(fact.sizeBytes).toBe((await stat(join(root, fact.path))).size);
      expect(fact.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(facts[0]).toMatchObject({ firstSeconds: midnight, lastSeconds: midnight + 86_340 });
  });

  it('are the same bytes for the same records', async () => {
    const one = await makeSink();
    const other = await makeSink();
    const minutes = Array.from({ length: 1440 }, (_, minute) => record(minute * 60, minute / 7));
    await one.sink.write(feed, minutes);
    await other.sink.write(feed, minutes);
    expect((await readFile(one.path)).equals(await readFile(other.path))).toBe(true);
  });

  it.each([
    ['garbage', Buffer.from('this is no Parquet file, but it is longer than a footer')],
    ['nothing', Buffer.alloc(0)],
  ])('that hold %s are set aside, not overwritten', async (_what, content) => {
    const { sink, path, file, quarantine, warnings } = await makeSink();
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    await sink.write(feed, [record(0, 3)]);
    expect(await closesOf(file)).toEqual([[midnight, 3, '{}']]);
    const aside = join(quarantine, `${dayPath}.2026-01-15T00-00-00-000Z`);
    expect((await readFile(aside)).equals(content)).toBe(true);
    expect(warnings).toHaveLength(1);
  });

  it('stay as they were, without remains beside them, when a write fails', async () => {
    const { sink, path } = await makeSink();
    await sink.write(feed, [record(0, 3)]);
    const before = await readFile(path);
    const broken = { ...record(60, 1), ts: Number.NaN };
    await expect(sink.write(feed, [broken])).rejects.toThrow();
    expect((await readFile(path)).equals(before)).toBe(true);
    expect(await readdir(dirname(path))).toEqual(['2026-01-15.parquet']);
  });

  it('D7 stay as they were, all of them, when the last day of a page cannot be written', async () => {
    const { sink, path } = await makeSink();
    await sink.write(feed, [record(0, 3)]);
    const before = await readFile(path);
    const noSuchDay = { ...record(0, 1), ts: 8e12 };
    await expect(sink.write(feed, [record(60, 4), record(86_400, 5), noSuchDay])).rejects.toThrow();
    expect((await readFile(path)).equals(before)).toBe(true);
    expect(await readdir(dirname(path))).toEqual(['2026-01-15.parquet']);
  });
});

describe('Parquet session', () => {
  it('reaches no file outside its folder and cannot be talked into it', async () => {
    const { root } = await makeSink();
    const session = await openParquetSession(root);
    onTestFinished(() => session.closeSync());
    await writeFile(join(root, '..', 'secret.csv'), 'a\n1\n');
    await expect(
      session.run(`FROM read_csv('${join(root, '..', 'secret.csv').replaceAll("'", "''")}')`),
    ).rejects.toThrow(/Permission/);
    await expect(session.run('SET enable_external_access = true')).rejects.toThrow();
  });
});
