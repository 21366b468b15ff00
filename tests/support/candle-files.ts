import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  DOUBLE,
  DuckDBDataChunk,
  DuckDBInstance,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Feed } from '../../src-core/feed/feed.ts';
import { dayFilePath } from '../../src-core/feed/index-entry.ts';
import { dayStart } from '../../src-core/time/utc.ts';

/** A row of a day file. `ts` in seconds since the epoch, UTC; a price that is null is stored as such. */
export interface TestCandle {
  readonly ts: number;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
  /** JSON text; `{}` when left out. */
  readonly meta?: string;
}

export interface TestDay {
  /** Absolute path of a cache or backfill root. */
  readonly root: string;
  readonly feed: Feed;
  /** `YYYY-MM-DD` */
  readonly day: string;
  /** Written in this order. */
  readonly candles: readonly TestCandle[];
}

const rowsPerChunk = 2048;
const types = [DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE, VARCHAR];
let shared: Promise<DuckDBConnection> | undefined;
let last: Promise<unknown> = Promise.resolve();

/** Candles that follow each other without a gap, their prices moving a little, the same each time. */
export function makeCandles(
  startSeconds: number,
  count: number,
  stepSeconds = 60,
  firstPrice = 100,
): TestCandle[] {
  return Array.from({ length: count }, (_, index) => {
    const open = firstPrice + ((index * 7) % 23) / 10;
    const close = firstPrice + (((index + 1) * 7) % 23) / 10;
    return {
      ts: startSeconds + index * stepSeconds,
      open,
      high: Math.max(open, close) + 0.5,
      low: Math.min(open, close) - 0.5,
      close,
      volume: 1 + (index % 5),
    };
  });
}

/** The 1,440 one-minute candles of a UTC day, or the first `count` of them. */
export function minuteCandles(day: string, count = 1440, firstPrice = 100): TestCandle[] {
  return makeCandles(dayStart(day), count, 60, firstPrice);
}

/** Writes a day file with the schema of contract section 1.7 into its place below `root`; gives its absolute path. */
export async function writeDayFile({ root, feed, day, candles }: TestDay): Promise<string> {
  const path = join(root, dayFilePath(feed, day));
  await mkdir(dirname(path), { recursive: true });
  await exclusively(async (connection) => {
    await connection.run(
      'CREATE OR REPLACE TEMP TABLE candle (ts DOUBLE, open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE, volume DOUBLE, meta VARCHAR)',
    );
    const appender = await connection.createAppender('candle');
    for (let from = 0; from < candles.length; from += rowsPerChunk) {
      const rows = candles.slice(from, from + rowsPerChunk);
      const chunk = DuckDBDataChunk.create(types, rows.length);
      const columns: DuckDBValue[][] = [
        rows.map((row) => row.ts),
        rows.map((row) => row.open),
        rows.map((row) => row.high),
        rows.map((row) => row.low),
        rows.map((row) => row.close),
        rows.map((row) => row.volume),
        rows.map((row) => row.meta ?? '{}'),
      ];
      chunk.setColumns(columns);
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    const texts = (['source', 'subject', 'kind', 'granularity'] as const)
      .map((name) => `'${feed[name]}' AS ${name}`)
      .join(', ');
    await copyTo(
      connection,
      `SELECT make_timestamptz((ts * 1000000)::BIGINT) AS ts_event, ${texts}, open, high, low, close, volume, meta FROM candle ORDER BY rowid`,
      path,
    );
  });
  return path;
}

/** Writes whatever a query gives as a Parquet file: for files with columns missing or of another type. */
export async function writeParquet(path: string, query: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await exclusively((connection) => copyTo(connection, query, path));
}

/** The rows of a day file as they are stored, in order. */
export async function readDayFile(path: string): Promise<TestCandle[]> {
  return exclusively(async (connection) => {
    const reader = await connection.runAndReadAll(
      `SELECT epoch_us(ts_event)::DOUBLE / 1000000 AS ts, open, high, low, close, volume, meta FROM read_parquet(${sqlText(path)})`,
    );
    return reader.getRowObjects() as unknown as TestCandle[];
  });
}

async function copyTo(connection: DuckDBConnection, query: string, path: string): Promise<void> {
  await connection.run(`COPY (${query}) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION snappy)`);
}

/** One connection serves the whole process; its callers take turns because they share a table. */
function exclusively<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  shared ??= DuckDBInstance.create(':memory:', { threads: '1' }).then((instance) => instance.connect());
  const connection = shared;
  const turn = last.then(async () => use(await connection));
  last = turn.catch(() => undefined);
  return turn;
}

function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
