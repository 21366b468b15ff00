import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { candleFileColumns } from '../../src-core/feed/candle-file.ts';
import { granularitySeconds, type Feed } from '../../src-core/feed/feed.ts';
import { dayFilePath } from '../../src-core/feed/index-entry.ts';
import { dayStart, secondsPerDay } from '../../src-core/time/utc.ts';
import { sqlText } from './parquet-session.ts';

/** What the index and the feed lists say about one day file. Times of records are in seconds since the epoch, UTC. */
export interface DayFileFacts {
  readonly feed: Feed;
  readonly day: string;
  /** `source/subject/kind/granularity/YYYY-MM-DD.parquet` */
  readonly path: string;
  readonly records: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Whether every period of the day has its record; no record is stored before its period is over. */
  readonly complete: boolean;
  readonly firstSeconds: number;
  readonly lastSeconds: number;
  /** Modification time of the file in milliseconds since the epoch, to notice changes from outside. */
  readonly modifiedMilliseconds: number;
}

/**
 * Reads the facts of a day file, and every column of it, so that a damaged file is found here.
 *
 * @param file where the file is now, which may be a temporary name
 * @throws when it is not a readable day file with the schema of contract section 1.7 or holds no record
 */
export async function readDayFileFacts(
  session: DuckDBConnection,
  file: string,
  feed: Feed,
  day: string,
): Promise<DayFileFacts> {
  const periodSeconds = granularitySeconds(feed.granularity);
  const others = candleFileColumns.slice(1).map(({ name }) => `count(${name})`);
  const reader = await session.runAndReadAll(
    `SELECT count(*)::DOUBLE, min(epoch_us(ts_event))::DOUBLE, max(epoch_us(ts_event))::DOUBLE,
       count(DISTINCT epoch_us(ts_event)) FILTER (epoch_us(ts_event) % ${(periodSeconds ?? 1) * 1_000_000} = 0)::DOUBLE,
       ${others.join(', ')}
     FROM read_parquet(${sqlText(file)})`,
  );
  const [records, firstMicroseconds, lastMicroseconds, onGrid] = (reader.getRows()[0] ?? []) as (
    number | null
  )[];
  const firstSeconds = Math.floor((firstMicroseconds ?? NaN) / 1e6);
  const lastSeconds = Math.floor((lastMicroseconds ?? NaN) / 1e6);
  if (!(firstSeconds >= dayStart(day) && lastSeconds < dayStart(day) + secondsPerDay)) {
    throw new Error(`${file} holds no record, or records of another day than ${day}`);
  }
  const { size, mtimeMs } = await stat(file);
  return {
    feed,
    day,
    path: dayFilePath(feed, day),
    records: records ?? 0,
    sizeBytes: size,
    sha256: await sha256OfFile(file),
    complete: periodSeconds !== undefined && onGrid === secondsPerDay / periodSeconds,
    firstSeconds,
    lastSeconds,
    modifiedMilliseconds: mtimeMs,
  };
}

async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
