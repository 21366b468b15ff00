/** Times before 1970 or after the year 9999 are misread numbers. */
const endMicroseconds = 253_402_300_800_000_000n;

const timeText =
  String.raw`^(\d{4}[-/]\d{1,2}[-/]\d{1,2})` +
  String.raw`(?:[T ]+(\d{1,2}:\d{2})(:\d{2}(?:\.\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$`;

/**
 * SQL that gives the time in `column` as whole microseconds since the epoch, UTC, or NULL when it cannot be read. Text
 * may be a date with or without a time of day, a zone and fractions (a time without a zone is UTC), or, like numbers, a
 * count of seconds, milliseconds, microseconds or nanoseconds, told apart by size.
 *
 * @param type the column's DuckDB type
 */
export function timeSql(column: string, type: string): string {
  return `(SELECT CASE WHEN us >= 0 AND us < ${endMicroseconds} THEN us END FROM (SELECT ${rawTimeSql(column, type)} AS us))`;
}

function rawTimeSql(column: string, type: string): string {
  if (type === 'TIMESTAMP WITH TIME ZONE') return `epoch_us(${column})`;
  if (type.startsWith('TIMESTAMP') || type === 'DATE') return `epoch_us(${column}::TIMESTAMP)`;
  if (type !== 'VARCHAR') return countSql(`TRY_CAST(${column} AS DOUBLE)`);
  const text = `trim(${column})`;
  return `CASE WHEN regexp_full_match(${text}, '\\d{9,19}(\\.\\d+)?') THEN ${countSql(`TRY_CAST(${text} AS DOUBLE)`)}
    ELSE ${calendarSql(text)} END`;
}

function countSql(count: string): string {
  return `CASE
    WHEN NOT isfinite(${count}) OR ${count} < 1e8 THEN NULL
    WHEN ${count} < 1e11 THEN round(${count} * 1e6)::BIGINT
    WHEN ${count} < 1e14 THEN round(${count} * 1e3)::BIGINT
    WHEN ${count} < 1e17 THEN round(${count})::BIGINT
    WHEN ${count} < 1e19 THEN round(${count} / 1e3)::BIGINT END`;
}

/** Not a cast to TIMESTAMPTZ: that reads times without a zone in the zone of the machine. */
function calendarSql(text: string): string {
  const parts = `regexp_extract(${text}, '${timeText}', ['day', 'clock', 'seconds', 'zone'])`;
  const digits = "replace(zone[2:], ':', '')";
  return `(SELECT epoch_us(TRY_CAST(concat(day, ' ', if(clock = '', '00:00', clock), if(seconds = '', ':00', seconds)) AS TIMESTAMP))
      - CASE WHEN zone[1] IN ('+', '-') THEN if(zone[1] = '-', -1, 1) * 60000000
          * (${digits}[1:2]::BIGINT * 60 + coalesce(nullif(${digits}[3:4], '')::BIGINT, 0)) ELSE 0 END
    FROM (SELECT unnest(${parts})))`;
}
