import { sqlText } from '../../duckdb/session.ts';

/** Times before 1970 or after the year 9999 are misread numbers. */
const endMicroseconds = 253_402_300_800_000_000n;

const timeText =
  String.raw`^(?:(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4}))` +
  String.raw`(?:[T ]+(\d{1,2})(?::(\d{2}))?(?::(\d{2}(?:\.\d+)?))?(?:[ -]?([AaPp][Mm]))?` +
  String.raw`\s*(Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?)?)?$`;

/**
 * How the time of a row is read out of its columns, in steps that each build on the columns of the one before. Not in one
 * expression with subqueries: DuckDB makes joins of those.
 */
export interface TimeSql {
  /** The time as it is written, for messages. */
  readonly text: string;
  /** The column `parts`: a struct of the texts that make up a date; NULL where the time is no date. */
  readonly parts: string;
  /** Whole microseconds since the epoch, out of `parts`; NULL when the time cannot be read. */
  readonly us: string;
  /** Whether those count in UTC, out of `parts`; else they are what the clocks of some zone show. */
  readonly zoned: string;
}

/**
 * SQL that reads the time in one column, or in a date and a time of day or an hour. Text may be a date with or without a
 * time of day, a zone and fractions, or, like numbers, a count of seconds, milliseconds, microseconds or nanoseconds,
 * told apart by size.
 *
 * @param columns names and DuckDB types
 * @param format how text is written, as in `strptime`; the usual ways when undefined
 */
export function timeSql(
  columns: readonly { readonly name: string; readonly type: string }[],
  format: string | undefined,
): TimeSql {
  const [only, another] = columns;
  if (only !== undefined && another === undefined && only.type !== 'VARCHAR') {
    return { text: `${only.name}::VARCHAR`, ...nativeSql(only.name, only.type) };
  }
  const text =
    only !== undefined && another === undefined
      ? only.name
      : `concat_ws(' ', ${columns.map(({ name, type }) => textOf(name, type)).join(', ')})`;
  return { text, ...textSql(`trim(${text})`, format) };
}

/** SQL that is NULL for microseconds that are no time that anybody has candles of. */
export function inRangeSql(us: string): string {
  return `CASE WHEN ${us} >= 0 AND ${us} < ${endMicroseconds} THEN ${us} END`;
}

/** Beside a time of day, a timestamp is a date. */
function textOf(name: string, type: string): string {
  return type.startsWith('TIMESTAMP') ? `${name}::TIMESTAMP::DATE::VARCHAR` : `trim(${name}::VARCHAR)`;
}

type Reading = Omit<TimeSql, 'text'>;

function nativeSql(column: string, type: string): Reading {
  const parts = 'NULL';
  if (type === 'TIMESTAMP WITH TIME ZONE') return { parts, us: `epoch_us(${column})`, zoned: 'true' };
  if (type.startsWith('TIMESTAMP') || type === 'DATE') {
    return { parts, us: `epoch_us(${column}::TIMESTAMP)`, zoned: 'false' };
  }
  return { parts, us: countSql(`TRY_CAST(${column} AS DOUBLE)`), zoned: 'true' };
}

function textSql(text: string, format: string | undefined): Reading {
  if (format !== undefined) {
    // With an offset in the text it comes out in UTC.
    const us = `epoch_us(try_strptime(${text}, ${sqlText(format)})::TIMESTAMP)`;
    return { parts: 'NULL', us, zoned: String(/%[zZ]/.test(format)) };
  }
  const names = partNames.map((name) => `'${name}'`).join(', ');
  return {
    parts: `CASE WHEN NOT regexp_full_match(${text}, '\\d{9,19}(\\.\\d+)?') THEN regexp_extract(${text}, '${timeText}', [${names}]) END`,
    us: `CASE WHEN parts IS NULL THEN ${countSql(`TRY_CAST(${text} AS DOUBLE)`)} ELSE ${calendarSql} END`,
    zoned: "parts IS NULL OR parts.zone <> ''",
  };
}

function countSql(count: string): string {
  return `CASE
    WHEN NOT isfinite(${count}) OR ${count} < 1e8 THEN NULL
    WHEN ${count} < 1e11 THEN round(${count} * 1e6)::BIGINT
    WHEN ${count} < 1e14 THEN round(${count} * 1e3)::BIGINT
    WHEN ${count} < 1e17 THEN round(${count})::BIGINT
    WHEN ${count} < 1e19 THEN round(${count} / 1e3)::BIGINT END`;
}

const partNames = [
  'year',
  'month',
  'day',
  'day2',
  'month2',
  'year2',
  'hour',
  'minute',
  'second',
  'half',
  'zone',
];

const part = (name: string): string => `parts.${name}`;
const orZero = (name: string): string => `if(${part(name)} = '', '00', ${part(name)})`;
const hourSql = `CASE WHEN ${part('half')} = '' THEN ${orZero('hour')}
  WHEN ${part('hour')}::INT BETWEEN 1 AND 12 THEN (${part('hour')}::INT % 12 + if(upper(${part('half')}) = 'PM', 12, 0))::VARCHAR
  ELSE 'none' END`;
const offsetDigits = `replace(regexp_extract(${part('zone')}, '[0-9:]+$'), ':', '')`;

/** Not a cast to TIMESTAMPTZ: that reads times without a zone in the zone of the machine. */
const calendarSql = `epoch_us(TRY_CAST(concat(parts.year, parts.year2, '-', parts.month, parts.month2, '-', parts.day, parts.day2,
    ' ', ${hourSql}, ':', ${orZero('minute')}, ':', ${orZero('second')}) AS TIMESTAMP))
  - CASE WHEN ${offsetDigits} = '' THEN 0 ELSE if(contains(parts.zone, '-'), -1, 1) * 60000000
      * (${offsetDigits}[1:2]::BIGINT * 60 + coalesce(nullif(${offsetDigits}[3:4], '')::BIGINT, 0)) END`;
