import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type {
  ImportFormat,
  StagedDay,
  StagedImport,
  StageImport,
} from '../../../src-core/data/candle-import.ts';
import { importRefusal } from '../../../src-core/data/import-refusal.ts';
import { unfinishedDayFileName } from '../../../src-core/data/unfinished-file.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { dayFilePath } from '../../../src-core/feed/index-entry.ts';
import { dayStart, secondsPerDay } from '../../../src-core/time/utc.ts';
import { sqlText } from '../../duckdb/session.ts';
import { syncFile } from '../durable-output.ts';
import { inspectWith } from '../inspect-day-file.ts';
import { openSession } from '../session-pool.ts';
import { candleSteps } from './candle-steps.ts';
import { importedDays } from './imported-days.ts';
import { loadImport, openImport, openSourceOf } from './read-import.ts';

const importMemoryMb = 1024;
const microsecondsPerDay = secondsPerDay * 1e6;

/**
 * Reads a user's file and writes the days it touches, sorted and merged with what the cache holds of them, under
 * unfinished names. Of rows with the same time the last one wins, and the file wins over the cache. Whoever asked puts
 * the files into place. A failure leaves nothing behind.
 *
 * @throws HindcastError `BAD_INPUT` when the file, its columns or (unless they are to be skipped) its rows cannot be
 *   used; `DATA_CORRUPT` when a day that is there already cannot be read
 */
export async function stageImport(request: StageImport): Promise<StagedImport> {
  const { feed, root, path, scratch } = request;
  if (feed.kind !== 'candle' && feed.kind !== 'tick') {
    throw new HindcastError('BAD_INPUT', `Only candles and ticks can be imported, not "${feed.kind}".`);
  }
  const folder = dirname(join(root, dayFilePath(feed, '1970-01-01')));
  const session = await openSession([folder, dirname(path), scratch], importMemoryMb);
  try {
    return await stageWith(session.connection, request, folder);
  } finally {
    session.close();
  }
}

async function stageWith(
  connection: DuckDBConnection,
  request: StageImport,
  folder: string,
): Promise<StagedImport> {
  const file = basename(request.path);
  const source = await openSourceOf(connection, request);
  const { figures } = await loadImport(connection, openImport(source, request), request);
  const { feed, skipBadRows } = request;
  const refusal = importRefusal({
    ...figures,
    ...(await candleSteps(connection)),
    ...feed,
    file,
    skipBadRows,
  });
  if (refusal !== undefined) throw refusal;
  const days = await importedDays(connection);
  const staged: StagedDay[] = [];
  await mkdir(folder, { recursive: true });
  try {
    for (const { day, rows } of days) {
      const path = join(folder, unfinishedDayFileName(day, request.token));
      staged.push(await stageDay(connection, request, figures.format, { day, rows, path }));
    }
  } catch (error) {
    for (const { day } of days) {
      await rm(join(folder, unfinishedDayFileName(day, request.token)), { force: true });
    }
    throw error;
  }
  return { ...figures, days: staged };
}

async function stageDay(
  connection: DuckDBConnection,
  { root, feed }: StageImport,
  format: ImportFormat,
  { day, rows, path }: { day: string; rows: number; path: string },
): Promise<StagedDay> {
  const existing = join(root, dayFilePath(feed, day));
  const hasExisting = existsSync(existing);
  // Before merging: a damaged file must be named, not merged in part.
  if (hasExisting) await inspectWith(connection, { path: existing, feed, day });
  const from = dayStart(day) * 1e6;
  const fresh = `SELECT * FROM candle WHERE us >= ${from} AND us < ${from + microsecondsPerDay}`;
  const imported = `SELECT us, ${storedColumns(feed, format)} FROM (${fresh})`;
  const kept = `SELECT epoch_us(ts_event) AS us, open, high, low, close, volume, meta FROM read_parquet(${sqlText(existing)})
    WHERE epoch_us(ts_event) NOT IN (SELECT us FROM candle)`;
  await connection.run(
    `COPY (
       SELECT make_timestamptz(us) AS ts_event, ${sqlText(feed.source)} AS source, ${sqlText(feed.subject)} AS subject,
         ${sqlText(feed.kind)} AS kind, ${sqlText(feed.granularity)} AS granularity, open, high, low, close, volume, meta
       FROM (${hasExisting ? `${imported} UNION ALL ${kept}` : imported}) ORDER BY us
     ) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION snappy)`,
  );
  await syncFile(path);
  const inspection = await inspectWith(connection, { path, feed, day });
  return { day, path, importedRows: rows, inspection };
}

/** Ticks keep their price in `meta`, and nothing in the candle columns (contract section 1.7). */
function storedColumns(feed: Feed, format: ImportFormat): string {
  if (format === 'hindcast') return "open, high, low, close, volume, coalesce(meta, '{}') AS meta";
  return feed.kind === 'candle'
    ? "open, high, low, close, volume, '{}' AS meta"
    : `NULL::DOUBLE AS open, NULL::DOUBLE AS high, NULL::DOUBLE AS low, NULL::DOUBLE AS close, NULL::DOUBLE AS volume,
       json_object('price', close)::VARCHAR AS meta`;
}
