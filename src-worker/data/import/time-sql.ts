import { sqlText } from '../../duckdb/session.ts';

/** Times before 1970 or after the year 9999 are misread numbers. */
const endMicroseconds = 253_402_300_800_000_000n;

const timeText =
  String.raw`^(?:(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4}))` +
  String.raw`(?:[T ]+(\d{1,2})(?::(\d{2}))?(?::(\d{2}(?:\.\d+)?))?(?:[ -]?([AaPp][Mm]))?` +
  String.raw`\s*(Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?)?)?$`;

/** How the time of a row is read out of its columns. */
export interface TimeSql {
  /** The time as it is written, for messages. */
  readonly text: string;
  /**
   * A struct of `us`, whole microseconds since the epoch or NULL when the time cannot be read, and `zoned`, whether they
   * count in UTC; else they are what the clocks of some zone show.
   */
  readonly read: string;
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
  const text =
    only !== undefined && another === undefined
      ? `${only.name}::VARCHAR`
      : `concat_ws(' ', ${columns.map(({ name, type }) => textOf(name, type)).join(', ')})`;
  const read =
    only !== undefined && another === undefined && only.type !== 'VARCHAR'
      ? nativeSql(only.name, only.type)
      : textSql(`trim(${text})`, format);
  return {
    text,
    read: `(SELECT {us: if(moment.us >= 0 AND moment.us < ${endMicroseconds}, moment.us, NULL), zoned: moment.zoned} FROM (SELECT ${read} AS moment))`,
  };
}

/** Beside a time of day, a timestamp is a date. */
function textOf(name: string, type: string): string {
  return type.startsWith('TIMESTAMP') ? `${name}::TIMESTAMP::DATE::VARCHAR` : `trim(${name}::VARCHAR)`;
}

function nativeSql(column: string, type: string): string {
  if (type === 'TIMESTAMP WITH TIME ZONE') return `{us: epoch_us(${column}), zoned: true}`;
  if (type.startsWith('TIMESTAMP') || type === 'DATE')
    return `{us: epoch_us(${column}::TIMESTAMP), zoned: false}`;
  return `{us: ${countSql(`TRY_CAST(${column} AS DOUBLE)`)}, zoned: true}`;
}

function textSql(text: string, format: string | undefined): string {
  if (format !== undefined) {
    // With an offset in the text it comes out in UTC.
    return `{us: epoch_us(try_strptime(${text}, ${sqlText(format)})::TIMESTAMP), zoned: ${/%[zZ]/.test(format)}}`;
  }
  return `CASE WHEN regexp_full_match(${text}, '\\d{9,19}(\\.\\d+)?')
    THEN {us: ${countSql(`TRY_CAST(${text} AS DOUBLE)`)}, zoned: true} ELSE ${calendarSql(text)} END`;
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

/** Not a cast to TIMESTAMPTZ: that reads times without a zone in the zone of the machine. */
function calendarSql(text: string): string {
  const names = partNames.map((name) => `'${name}'`).join(', ');
  const parts = `regexp_extract(${text}, '${timeText}', [${names}])`;
  const digits = "replace(regexp_extract(zone, '[0-9:]+$'), ':', '')";
  const hour = `CASE WHEN half = '' THEN hour WHEN hour::INT BETWEEN 1 AND 12
    THEN (hour::INT % 12 + if(upper(half) = 'PM', 12, 0))::VARCHAR ELSE 'none' END`;
  return `(SELECT {us: epoch_us(TRY_CAST(concat(year, year2, '-', month, month2, '-', day, day2, ' ',
        if(hour = '', '00', ${hour}), ':', if(minute = '', '00', minute), ':', if(second = '', '00', second)) AS TIMESTAMP))
      - CASE WHEN ${digits} = '' THEN 0 ELSE if(contains(zone, '-'), -1, 1) * 60000000
          * (${digits}[1:2]::BIGINT * 60 + coalesce(nullif(${digits}[3:4], '')::BIGINT, 0)) END,
      zoned: zone <> ''}
    FROM (SELECT unnest(${parts})))`;
}
