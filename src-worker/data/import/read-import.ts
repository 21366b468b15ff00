import { basename } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import {
  importFields,
  type BadRow,
  type ImportFigures,
  type ReadImport,
} from '../../../src-core/data/candle-import.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { requireTimeZone, zoneStretches } from '../../../src-core/time/named-zone.ts';
import { sqlText } from '../../duckdb/session.ts';
import { firstLineOf } from '../first-line.ts';
import { recogniseColumns, type FieldColumns } from './column-names.ts';
import { openImportSource, type ImportSource } from './import-source.ts';
import { inRangeSql, timeSql } from './time-sql.ts';

const badRowsShown = 20;
const priceFields = ['open', 'high', 'low', 'close'] as const;

/**
 * What was read of a file, in tables of the session: `candle` holds the rows that can be stored, one for each time, with
 * `us`, microseconds since the epoch, and `meta`, NULL where the file says nothing.
 */
export interface LoadedImport {
  readonly source: ImportSource;
  readonly figures: ImportFigures;
}

/** A file and what its columns are taken for. */
export interface OpenedImport {
  readonly source: ImportSource;
  readonly columns: FieldColumns;
  readonly decimalComma: boolean;
}

/**
 * Looks at a file and its columns.
 *
 * @throws HindcastError `BAD_INPUT` when the file, its columns or the options cannot be used
 */
export function openImport(source: ImportSource, request: ReadImport): OpenedImport {
  const { options } = request;
  if (options.timeZone !== undefined) requireTimeZone(options.timeZone);
  const columns = recogniseColumns(source, basename(request.path), options.columns);
  return { source, columns, decimalComma: options.decimalComma ?? hasDecimalComma(source, columns) };
}

/**
 * Reads a file into the tables of a session.
 *
 * @throws HindcastError `BAD_INPUT` when it cannot be read
 */
export async function loadImport(
  connection: DuckDBConnection,
  opened: OpenedImport,
  request: ReadImport,
): Promise<LoadedImport> {
  const { source, columns } = opened;
  await readRows(connection, opened, request);
  await applyZone(connection, request.options.timeZone);
  const rejected = source.delimiter === null ? [] : await readRejected(connection, source);
  const { rows, problems } = await countRows(connection);
  const examples = [...rejected.slice(0, badRowsShown), ...(await badRowsOf(connection, rejected))];
  const rowsRead = rows + rejected.length;
  const badRows = problems + rejected.length;
  await connection.run(
    `CREATE TEMP TABLE candle AS SELECT us, open, high, low, close, volume, meta FROM loaded WHERE problem IS NULL
     QUALIFY row_number() OVER (PARTITION BY us ORDER BY row DESC) = 1 ORDER BY us`,
  );
  const [kept] = (await connection.runAndReadAll('SELECT count(*)::DOUBLE FROM candle')).getRows()[0] ?? [];
  return {
    source,
    figures: {
      format: source.format,
      rowsRead,
      badRows,
      badRowExamples: examples.sort((left, right) => left.row - right.row).slice(0, badRowsShown),
      duplicates: rowsRead - badRows - Number(kept),
      columns: describeColumns(source, columns),
    },
  };
}

/** Opens a file for {@link openImport}; see {@link openImportSource}. */
export function openSourceOf(connection: DuckDBConnection, request: ReadImport): Promise<ImportSource> {
  return openImportSource(connection, request, basename(request.path));
}

/**
 * Whether prices have decimal commas: one of the first rows must prove it, since a comma before three digits may also
 * part thousands.
 */
function hasDecimalComma({ sample, types }: ImportSource, columns: FieldColumns): boolean {
  const texts = [...priceFields, 'volume' as const]
    .map((field) => columns[field])
    .filter((index) => index !== undefined && types[index] === 'VARCHAR')
    .flatMap((index) => sample.map((row) => row[index as number]?.trim() ?? ''));
  return (
    texts.some((text) => /^[+-]?\d+,(\d{1,2}|\d{4,})$/.test(text)) &&
    !texts.some((text) => text.includes('.'))
  );
}

/** Fills the table `read`: row number, time, prices and, where a row cannot be used, the problem in words. */
async function readRows(
  connection: DuckDBConnection,
  { source, columns, decimalComma }: OpenedImport,
  { path, options }: ReadImport,
): Promise<void> {
  const { types } = source;
  const numberOf = (index: number | undefined): string => {
    if (index === undefined) return 'NULL::DOUBLE';
    const isText = types[index] === 'VARCHAR';
    return `TRY_CAST(${isText && decimalComma ? `replace(c${index}, ',', '.')` : `c${index}`} AS DOUBLE)`;
  };
  const time = timeSql(
    columns.time.map((index) => ({ name: `c${index}`, type: types[index] ?? '' })),
    options.timeFormat,
  );
  const used = new Set([
    ...columns.time,
    ...[...priceFields, 'volume' as const].flatMap((field) => columns[field] ?? []),
  ]);
  const isDayFile = source.format === 'hindcast';
  const meta = isDayFile ? source.names.indexOf('meta') : -1;
  if (meta >= 0) used.add(meta);
  const problems = [
    `WHEN us IS NULL THEN 'the time ' || coalesce('"' || left(nullif(trim(text), ''), 40) || '"', 'is empty and') || ' cannot be read'`,
    // What the cache holds may lack prices; it comes back as it was.
    ...(isDayFile ? [] : priceFields)
      .filter((field) => columns[field] !== undefined)
      .map((field) => {
        const text = `coalesce('"' || left(c${columns[field]}::VARCHAR, 40) || '"', 'nothing')`;
        return `WHEN NOT coalesce(isfinite(${field}), false) THEN '${field} is ' || ${text} || ', not a number'`;
      }),
  ];
  const numbers = [...priceFields, 'volume' as const].map(
    (field) => `${numberOf(columns[field])} AS ${field}`,
  );
  try {
    await connection.run(
      `CREATE TEMP TABLE read AS
       SELECT row, us, zoned, left(text, 40) AS text, open, high, low, close,
         ${isDayFile ? 'volume' : 'if(isfinite(volume), volume, NULL) AS volume'}, meta, CASE ${problems.join(' ')} END AS problem
       FROM (SELECT * REPLACE (${inRangeSql('us')} AS us)
         FROM (SELECT *, ${time.us} AS us, ${time.zoned} AS zoned, ${time.text} AS text, ${numbers.join(', ')},
             ${meta < 0 ? 'NULL::VARCHAR' : `c${meta}`} AS meta
           FROM (SELECT *, ${time.parts} AS parts
             FROM (SELECT row_number() OVER () AS row, ${[...used].map((index) => `c${index}`).join(', ')} FROM ${source.sql}))))`,
    );
  } catch (cause) {
    throw new HindcastError('BAD_INPUT', `${basename(path)} cannot be read: ${firstLineOf(cause)}.`, {
      cause,
    });
  }
}

/**
 * Makes the table `loaded` of the table `read`: times without a zone become moments. A reading that the clocks of the
 * zone never showed, or showed twice, is a problem of its row: which moment it was cannot be known.
 */
async function applyZone(connection: DuckDBConnection, zone: string | undefined): Promise<void> {
  if (zone === undefined) {
    await connection.run('CREATE TEMP VIEW loaded AS SELECT * FROM read');
    return;
  }
  const reader = await connection.runAndReadAll(
    'SELECT (min(us) / 1e6)::DOUBLE, (max(us) / 1e6)::DOUBLE FROM read WHERE NOT zoned',
  );
  const [first, last] = reader.getRows()[0] ?? [];
  const stretches = zoneStretches(zone, Number(first ?? 0), Number(last ?? 0));
  const values = stretches.map(
    ({ fromLocal, kind, offset }) =>
      `(${Number.isFinite(fromLocal) ? `${fromLocal}::BIGINT * 1000000` : '-9223372036854775807'}, '${kind}', ${offset}::BIGINT * 1000000)`,
  );
  const reasons = `CASE kind WHEN 'absent' THEN ' does not exist in ' || ${sqlText(zone)} || ': the clocks were put forward over it'
    ELSE ' was shown twice in ' || ${sqlText(zone)} || ': the clocks were put back' END`;
  await connection.run(
    `CREATE TEMP TABLE loaded AS
     SELECT row, CASE WHEN zoned THEN us WHEN kind = 'plain' THEN us - ahead END AS us, open, high, low, close, volume, meta,
       CASE WHEN problem IS NULL AND NOT zoned AND kind <> 'plain' THEN 'the time "' || text || '"' || ${reasons}
         ELSE problem END AS problem
     FROM read ASOF LEFT JOIN (VALUES ${values.join(', ')}) AS stretch(since, kind, ahead) ON read.us >= stretch.since`,
  );
}

/** The lines of a CSV file that are no row of it. */
async function readRejected(connection: DuckDBConnection, source: ImportSource): Promise<BadRow[]> {
  const reader = await connection.runAndReadAll(
    `SELECT line::DOUBLE, any_value(error_type)::VARCHAR, any_value(csv_line), any_value(error_message)
     FROM reject_errors GROUP BY line ORDER BY line`,
  );
  return reader.getRows().map(([line, type, text, message]) => ({
    row: Number(line) - source.linesToSkip,
    problem: describeRejection(String(type), String(text), String(message), source.names.length),
  }));
}

function describeRejection(type: string, text: string, message: string, columns: number): string {
  const found = /Found: (\d+)/.exec(message)?.[1];
  if (found !== undefined) return `it has ${found} fields instead of ${columns}`;
  if (/INVALID (UNICODE|ENCODING)/i.test(type)) return 'it is not text in UTF-8';
  if (/UNQUOTED/i.test(type)) return 'its quotes do not match';
  return `it does not fit the other lines (${JSON.stringify(text.slice(0, 40))})`;
}

async function countRows(connection: DuckDBConnection): Promise<{ rows: number; problems: number }> {
  const reader = await connection.runAndReadAll(
    'SELECT count(*)::DOUBLE, count(problem)::DOUBLE FROM loaded',
  );
  const [rows, problems] = reader.getRows()[0] ?? [];
  return { rows: Number(rows), problems: Number(problems) };
}

/** The first rows with a problem, counted together with the lines that were rejected. */
async function badRowsOf(connection: DuckDBConnection, rejected: readonly BadRow[]): Promise<BadRow[]> {
  const reader = await connection.runAndReadAll(
    `SELECT row::DOUBLE, problem FROM loaded WHERE problem IS NOT NULL ORDER BY row LIMIT ${badRowsShown}`,
  );
  let passed = 0;
  return reader.getRows().map(([counted, problem]) => {
    while (passed < rejected.length && (rejected[passed]?.row ?? 0) <= Number(counted) + passed) passed++;
    return { row: Number(counted) + passed, problem: String(problem) };
  });
}

function describeColumns(source: ImportSource, columns: FieldColumns): Record<string, string> {
  return Object.fromEntries(
    importFields.flatMap((field) => {
      const indexes = [columns[field]].flat().filter((index) => index !== undefined);
      return indexes.length === 0
        ? []
        : [[field, indexes.map((index) => source.names[index] ?? '').join(' + ')]];
    }),
  );
}
