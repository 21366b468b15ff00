import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { DayFileInspection, InspectDayFile } from '../../src-core/data/day-file-inspection.ts';
import { dayQualityOf, lookAtDay, spanOfDay, type DayQuality } from '../../src-core/quality/day-quality.ts';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { candleFileColumns } from '../../src-core/feed/candle-file.ts';
import { feedPath } from '../../src-core/feed/feed.ts';
import { dayFilePath } from '../../src-core/feed/index-entry.ts';
import { dayStart, secondsPerDay } from '../../src-core/time/utc.ts';
import { sqlText } from '../duckdb/session.ts';
import { doublesOf } from '../duckdb/vectors.ts';
import { readDayColumns } from './day-columns.ts';
import { hasParquetMarks, readFileFacts } from './file-facts.ts';
import { firstLineOf } from './first-line.ts';
import { quickInspection } from './quick-inspection.ts';
import type { SessionPool } from './session-pool.ts';

/**
 * Looks at a day file in full: marks, schema (contract section 1.7), every value of every column, and whether it is of
 * the feed it should be of. Odd rows are counted, not refused.
 *
 * @throws HindcastError `DATA_CORRUPT` naming what is wrong; `DATA_MISSING` when there is no file
 */
export async function inspectDayFile(
  request: InspectDayFile,
  sessions: SessionPool,
): Promise<DayFileInspection> {
  const quick = quickInspection(request);
  if (quick !== undefined) return quick;
  return sessions.use([dirname(request.path)], (connection) => inspectWith(connection, request));
}

/** {@link inspectDayFile} in a session that may read the file. */
export async function inspectWith(
  connection: DuckDBConnection,
  request: InspectDayFile,
): Promise<DayFileInspection> {
  const name = dayFilePath(request.feed, request.day);
  const facts = await readFileFacts(request.path).catch((cause: unknown) => {
    throw new HindcastError('DATA_MISSING', `${name} cannot be opened: ${firstLineOf(cause)}.`, { cause });
  });
  if (!hasParquetMarks(facts)) {
    throw corrupt(name, `is no whole Parquet file: a mark at its ends is missing (${facts.sizeBytes} bytes)`);
  }
  try {
    await requireColumns(connection, request.path, name);
    const { rows, withoutPrice } = await readEveryColumn(connection, request, name);
    return {
      rows,
      sha256: facts.sha256,
      sizeBytes: facts.sizeBytes,
      withoutPrice,
      ...(await readTimes(connection, request, name)),
      quality: await qualityOf(connection, request),
    };
  } catch (cause) {
    if (cause instanceof HindcastError) throw cause;
    throw corrupt(name, `cannot be read: ${firstLineOf(cause)}`, cause);
  }
}

function corrupt(name: string, what: string, cause?: unknown): HindcastError {
  return new HindcastError('DATA_CORRUPT', `${name} ${what}.`, { details: { path: name }, cause });
}

async function requireColumns(connection: DuckDBConnection, path: string, name: string): Promise<void> {
  const described = await connection.runAndReadAll(`DESCRIBE FROM read_parquet(${sqlText(path)})`);
  const types = new Map(described.getRows().map((row) => [String(row[0]), String(row[1])]));
  const missing = candleFileColumns.filter((column) => !types.has(column.name));
  if (missing.length > 0) {
    const names = missing.map((column) => `"${column.name}"`).join(', ');
    throw corrupt(name, `has no column ${names}; it has ${[...types.keys()].join(', ')}`);
  }
  const wrong = candleFileColumns.filter((column) => types.get(column.name) !== column.type);
  if (wrong.length > 0) {
    const problems = wrong.map(
      (column) => `column "${column.name}" of type ${types.get(column.name)} where ${column.type} is needed`,
    );
    throw corrupt(name, `has ${problems.join('; ')}`);
  }
}

async function readEveryColumn(
  connection: DuckDBConnection,
  { path, feed }: InspectDayFile,
  name: string,
): Promise<{ rows: number; withoutPrice: number }> {
  const columns = candleFileColumns.map((column) => column.name).join(', ');
  const texts = ['source', 'subject', 'kind', 'granularity'] as const;
  const strangers = texts.map((text) => `${text} IS DISTINCT FROM ${sqlText(feed[text])}`).join(' OR ');
  // count(column) may be answered from the footer; a hash over all values is not.
  const reader = await connection.runAndReadAll(
    `SELECT count(*)::DOUBLE, bit_xor(hash(${columns})), count(*) FILTER (${strangers})::DOUBLE,
       first(concat_ws('/', source, subject, kind, granularity)) FILTER (${strangers}),
       count(*) FILTER (close IS NULL OR NOT isfinite(close))::DOUBLE
     FROM read_parquet(${sqlText(path)})`,
  );
  const [rows, , strange, stranger, withoutClose] = reader.getRows()[0] ?? [];
  if (Number(strange) > 0) {
    throw corrupt(
      name,
      `holds ${Number(strange)} rows of another feed (${String(stranger)} instead of ${feedPath(feed)})`,
    );
  }
  const withoutPrice = Number(withoutClose) === 0 ? 0 : await countWithoutPrice(connection, path);
  return { rows: Number(rows), withoutPrice };
}

/** Tick rows keep their price in `meta` as `{"price": x}` (contract section 1.7). */
async function countWithoutPrice(connection: DuckDBConnection, path: string): Promise<number> {
  const price = `CASE WHEN json_valid(meta) THEN TRY_CAST(json_extract_string(meta, '$.price') AS DOUBLE) END`;
  const reader = await connection.runAndReadAll(
    `SELECT count(*)::DOUBLE FROM read_parquet(${sqlText(path)})
     WHERE (close IS NULL OR NOT isfinite(close)) AND NOT coalesce(isfinite(${price}), false)`,
  );
  return Number(reader.getRows()[0]?.[0]);
}

async function qualityOf(
  connection: DuckDBConnection,
  { path, feed, day }: InspectDayFile,
): Promise<DayQuality> {
  const { columns, metaPrice } = await readDayColumns(path, connection);
  return dayQualityOf(lookAtDay(feed, spanOfDay(day), columns, metaPrice));
}

type Times = Pick<DayFileInspection, 'firstTs' | 'lastTs' | 'duplicates' | 'outOfOrder' | 'outsideDay'>;

async function readTimes(
  connection: DuckDBConnection,
  { path, day }: InspectDayFile,
  name: string,
): Promise<Times> {
  const result = await connection.run(
    `SELECT coalesce(epoch_us(ts_event)::DOUBLE, 'nan'::DOUBLE) FROM read_parquet(${sqlText(path)})`,
  );
  const start = dayStart(day) * 1e6;
  const end = start + secondsPerDay * 1e6;
  const seen = new Set<number>();
  let [first, last, previous] = [Infinity, -Infinity, -Infinity];
  let [rows, outOfOrder, outsideDay] = [0, 0, 0];
  for (let index = 0; index < result.chunkCount; index++) {
    const chunk = result.getChunk(index);
    const times = doublesOf(chunk.getColumnVector(0));
    for (let row = 0; row < chunk.rowCount; row++) {
      const at = times[row] as number;
      if (Number.isNaN(at)) throw corrupt(name, 'has a row without a time in ts_event');
      if (at < previous) outOfOrder++;
      if (at < start || at >= end) outsideDay++;
      first = Math.min(first, at);
      last = Math.max(last, at);
      previous = at;
      seen.add(at);
      rows++;
    }
  }
  return {
    firstTs: rows === 0 ? null : first / 1e6,
    lastTs: rows === 0 ? null : last / 1e6,
    duplicates: rows - seen.size,
    outOfOrder,
    outsideDay,
  };
}
