import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { BadRow, StagedDay, StagedImport, StageImport } from '../../../src-core/data/candle-import.ts';
import { unfinishedDayFileName } from '../../../src-core/data/unfinished-file.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { dayFilePath } from '../../../src-core/feed/index-entry.ts';
import { dayOf, dayStart, secondsPerDay } from '../../../src-core/time/utc.ts';
import { sqlText } from '../../duckdb/session.ts';
import { syncFile } from '../durable-output.ts';
import { firstLineOf } from '../first-line.ts';
import { inspectWith } from '../inspect-day-file.ts';
import { openSession } from '../session-pool.ts';
import { importFields, recogniseColumns, type FieldColumns, type ImportField } from './column-names.ts';
import { openImportSource, type ImportSource } from './import-source.ts';
import { timeSql } from './time-sql.ts';

const importMemoryMb = 1024;
const badRowsShown = 20;
const microsecondsPerDay = secondsPerDay * 1e6;
const priceFields = ['open', 'high', 'low', 'close'] as const;

/**
 * Reads a user's CSV or Parquet file and writes the days it touches, sorted and merged with what the cache holds of
 * them, under unfinished names. Of rows with the same time the last one wins, and the file wins over the cache. Whoever
 * asked puts the files into place. A failure leaves nothing behind.
 *
 * @throws HindcastError `BAD_INPUT` when the file, its columns or (unless they are to be skipped) its rows cannot be
 *   used; `DATA_CORRUPT` when a day that is there already cannot be read
 */
export async function stageImport(request: StageImport): Promise<StagedImport> {
  const { feed, root, path } = request;
  if (feed.kind !== 'candle' && feed.kind !== 'tick') {
    throw new HindcastError('BAD_INPUT', `Only candles and ticks can be imported, not "${feed.kind}".`);
  }
  const folder = dirname(join(root, dayFilePath(feed, '1970-01-01')));
  await mkdir(folder, { recursive: true });
  const session = await openSession([folder, dirname(path)], importMemoryMb);
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
  const source = await openImportSource(connection, request.path, file);
  const columns = recogniseColumns(source.names, file);
  await loadRows(connection, source, columns, file);
  const { rowsRead, badRows, badRowExamples } = await countRows(connection);
  if (badRows > 0 && !request.skipBadRows) refuseBadRows(file, rowsRead, badRows, badRowExamples);
  if (rowsRead === badRows)
    throw new HindcastError('BAD_INPUT', `${file} holds no row that can be imported.`);
  await connection.run(
    `CREATE TEMP TABLE candle AS SELECT us, open, high, low, close, volume FROM loaded WHERE problem IS NULL
     QUALIFY row_number() OVER (PARTITION BY us ORDER BY row DESC) = 1 ORDER BY us`,
  );
  const days = await daysOf(connection);
  const staged: StagedDay[] = [];
  try {
    for (const { day, rows } of days) {
      const path = join(folder, unfinishedDayFileName(day, request.token));
      staged.push(await stageDay(connection, request, { day, rows, path }));
    }
  } catch (error) {
    for (const { day } of days) {
      await rm(join(folder, unfinishedDayFileName(day, request.token)), { force: true });
    }
    throw error;
  }
  const kept = days.reduce((sum, { rows }) => sum + rows, 0);
  return {
    rowsRead,
    badRows,
    badRowExamples,
    duplicates: rowsRead - badRows - kept,
    columns: describeColumns(source, columns),
    days: staged,
  };
}

/** Fills the table `loaded`: row number, time, prices and, where a row cannot be used, the problem in words. */
async function loadRows(
  connection: DuckDBConnection,
  source: ImportSource,
  columns: FieldColumns,
  file: string,
): Promise<void> {
  const number = (field: ImportField): string =>
    columns[field] === undefined ? 'NULL::DOUBLE' : `TRY_CAST(c${columns[field]} AS DOUBLE)`;
  const time = `c${columns.time}`;
  const used = [...new Set(Object.values(columns).filter((index) => index !== undefined))];
  const problems = [
    `WHEN us IS NULL THEN 'the time ' || coalesce('"' || left(${time}::VARCHAR, 40) || '"', 'is empty and') || ' cannot be read'`,
    ...priceFields
      .filter((field) => columns[field] !== undefined)
      .map((field) => {
        const text = `coalesce('"' || left(c${columns[field]}::VARCHAR, 40) || '"', 'nothing')`;
        return `WHEN NOT coalesce(isfinite(${field}), false) THEN '${field} is ' || ${text} || ', not a number'`;
      }),
  ];
  try {
    await connection.run(
      `CREATE TEMP TABLE loaded AS
       SELECT row, us, open, high, low, close, if(isfinite(volume), volume, NULL) AS volume,
         CASE ${problems.join(' ')} END AS problem
       FROM (SELECT *, ${timeSql(time, source.types[columns.time] ?? '')} AS us,
           ${['open', 'high', 'low', 'close', 'volume'].map((field) => `${number(field as ImportField)} AS ${field}`).join(', ')}
         FROM (SELECT row_number() OVER () AS row, ${used.map((index) => `c${index}`).join(', ')} FROM ${source.sql}))
       ORDER BY row`,
    );
  } catch (cause) {
    throw new HindcastError('BAD_INPUT', `${file} cannot be read: ${describeReadFailure(cause)}.`, { cause });
  }
}

/** DuckDB names the line and the trouble among much advice. */
function describeReadFailure(cause: unknown): string {
  const lines = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  const line = /CSV Error on Line: (\d+)/.exec(lines[0] ?? '')?.[1];
  const trouble = lines.find((text) =>
    /^(Expected Number of Columns|Invalid unicode|Value with unterminated)/.test(text),
  );
  return line === undefined
    ? firstLineOf(cause)
    : `line ${line}: ${trouble ?? 'it does not fit the other lines'}`;
}

async function countRows(
  connection: DuckDBConnection,
): Promise<Pick<StagedImport, 'rowsRead' | 'badRows' | 'badRowExamples'>> {
  const counts = await connection.runAndReadAll(
    'SELECT count(*)::DOUBLE, count(problem)::DOUBLE FROM loaded',
  );
  const [rowsRead, badRows] = counts.getRows()[0] ?? [];
  const examples = await connection.runAndReadAll(
    `SELECT row::DOUBLE, problem FROM loaded WHERE problem IS NOT NULL ORDER BY row LIMIT ${badRowsShown}`,
  );
  return {
    rowsRead: Number(rowsRead),
    badRows: Number(badRows),
    badRowExamples: examples
      .getRows()
      .map(([row, problem]) => ({ row: Number(row), problem: String(problem) })),
  };
}

function refuseBadRows(file: string, rowsRead: number, badRows: number, examples: readonly BadRow[]): never {
  const shown = examples.slice(0, 3).map(({ row, problem }) => `row ${row}: ${problem}`);
  const more = badRows > shown.length ? '; …' : '';
  throw new HindcastError(
    'BAD_INPUT',
    `${badRows} of the ${rowsRead} rows of ${file} cannot be used (${shown.join('; ')}${more}). ` +
      'Rows count from 1 below the header. Mend them, or leave them out with --skip-bad-rows.',
    { details: { rows_read: rowsRead, bad_rows: badRows, examples } },
  );
}

async function daysOf(connection: DuckDBConnection): Promise<{ day: string; rows: number }[]> {
  const reader = await connection.runAndReadAll(
    `SELECT (us // ${microsecondsPerDay})::DOUBLE AS day, count(*)::DOUBLE FROM candle GROUP BY day ORDER BY day`,
  );
  return reader
    .getRows()
    .map(([day, rows]) => ({ day: dayOf(Number(day) * secondsPerDay), rows: Number(rows) }));
}

async function stageDay(
  connection: DuckDBConnection,
  { root, feed }: StageImport,
  { day, rows, path }: { day: string; rows: number; path: string },
): Promise<StagedDay> {
  const existing = join(root, dayFilePath(feed, day));
  const hasExisting = existsSync(existing);
  // Before merging: a damaged file must be named, not merged in part.
  if (hasExisting) await inspectWith(connection, { path: existing, feed, day });
  const from = dayStart(day) * 1e6;
  const fresh = `SELECT * FROM candle WHERE us >= ${from} AND us < ${from + microsecondsPerDay}`;
  const imported = `SELECT us, ${storedColumns(feed)} FROM (${fresh})`;
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
function storedColumns(feed: Feed): string {
  return feed.kind === 'candle'
    ? "open, high, low, close, volume, '{}' AS meta"
    : `NULL::DOUBLE AS open, NULL::DOUBLE AS high, NULL::DOUBLE AS low, NULL::DOUBLE AS close, NULL::DOUBLE AS volume,
       json_object('price', close)::VARCHAR AS meta`;
}

function describeColumns(source: ImportSource, columns: FieldColumns): Record<string, string> {
  return Object.fromEntries(
    importFields.flatMap((field) => {
      const index = columns[field];
      return index === undefined ? [] : [[field, source.names[index] ?? '']];
    }),
  );
}
