import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { WriteCandles, WrittenCandles, WrittenShareQuery } from '../../src-core/data/candle-export.ts';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { candleFileColumns } from '../../src-core/feed/candle-file.ts';
import { feedPath } from '../../src-core/feed/feed.ts';
import { dayFilePath } from '../../src-core/feed/index-entry.ts';
import { sqlList, sqlText } from '../duckdb/session.ts';
import { syncFile } from './durable-output.ts';
import { firstLineOf } from './first-line.ts';
import { openSession } from './session-pool.ts';

const memoryMb = 512;
/** What is being written, by the path of the file. */
const writing = new Map<string, DuckDBConnection>();

const diskFull = /no space left|ENOSPC|disk full/i;

/**
 * Writes cached rows of a feed into one file, in the order in which they are stored. Parquet has the columns of the cache
 * (contract section 1.7); CSV has the header `time,open,high,low,close,volume`, of ticks `time,price`, nothing for null,
 * and numbers with as many digits as it takes to read the very same ones back.
 *
 * @throws HindcastError `DATA_CORRUPT` when a day cannot be read; `DISK_FULL`; `BAD_INPUT` when the file cannot be
 *   written, or as CSV for records that have neither candle nor price
 */
export async function writeCandles(request: WriteCandles): Promise<WrittenCandles> {
  const { root, feed, days, path, format } = request;
  const files = days.map((day) => join(root, dayFilePath(feed, day)));
  const folder = dirname(files[0] ?? join(root, dayFilePath(feed, '1970-01-01')));
  const columns = format === 'csv' ? csvColumns(request) : candleFileColumns.map(({ name }) => name);
  const rows = `SELECT ${columns.join(', ')} FROM read_parquet(${sqlList(files)})
    WHERE epoch_us(ts_event) >= ${request.from * 1e6} AND epoch_us(ts_event) < ${(request.to + 1) * 1e6}`;
  const how = format === 'csv' ? 'FORMAT csv, HEADER true' : 'FORMAT parquet, COMPRESSION snappy';
  // A session of its own, which can tell how far it is.
  const session = await openSession([folder, dirname(path)], memoryMb, true);
  writing.set(path, session.connection);
  try {
    const copied = await session.connection.runAndReadAll(`COPY (${rows}) TO ${sqlText(path)} (${how})`);
    await syncFile(path);
    return { rows: Number(copied.getRows()[0]?.[0]), sizeBytes: (await stat(path)).size };
  } catch (cause) {
    const reason = firstLineOf(cause);
    if (diskFull.test(reason)) {
      throw new HindcastError('DISK_FULL', `Cannot write the candles: ${reason}.`, { cause });
    }
    const damaged = days.find((day) => reason.includes(`${day}.parquet`));
    if (damaged !== undefined) {
      throw new HindcastError('DATA_CORRUPT', `${dayFilePath(feed, damaged)} cannot be read: ${reason}.`, {
        details: { path: dayFilePath(feed, damaged) },
        cause,
      });
    }
    throw new HindcastError('BAD_INPUT', `Cannot write the candles: ${reason}.`, { cause });
  } finally {
    writing.delete(path);
    session.close();
  }
}

/** How far {@link writeCandles} is with a file, in [0, 1]; null as long as that is not known. */
export async function writtenShare({ path }: WrittenShareQuery): Promise<number | null> {
  const percentage = writing.get(path)?.progress.percentage ?? -1;
  return percentage < 0 ? null : Math.min(1, percentage / 100);
}

function csvColumns({ feed, times }: WriteCandles): string[] {
  const time = `${times === 'iso' ? isoSql : millisecondsSql} AS time`;
  if (feed.kind === 'candle') return [time, 'open', 'high', 'low', 'close', 'volume'];
  if (feed.kind === 'tick') {
    return [
      time,
      `CASE WHEN json_valid(meta) THEN TRY_CAST(json_extract_string(meta, '$.price') AS DOUBLE) END AS price`,
    ];
  }
  throw new HindcastError(
    'BAD_INPUT',
    `${feedPath(feed)} has records that CSV has no columns for. Export it as Parquet.`,
  );
}

/** As text a TIMESTAMPTZ would be in the zone of the machine. Fractions stand only where there are some. */
const isoSql = `if(epoch_us(ts_event) % 1000000 = 0,
  strftime(make_timestamp(epoch_us(ts_event)), '%Y-%m-%dT%H:%M:%SZ'),
  strftime(make_timestamp(epoch_us(ts_event)), '%Y-%m-%dT%H:%M:%S.%fZ'))`;

const millisecondsSql = `if(epoch_us(ts_event) % 1000 = 0, (epoch_us(ts_event) // 1000)::VARCHAR,
  (epoch_us(ts_event) // 1000)::VARCHAR || '.' || lpad((epoch_us(ts_event) % 1000)::VARCHAR, 3, '0'))`;
