import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ResampledDay, StageResampledDay } from '../../src-core/data/candle-resample.ts';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { granularitySeconds } from '../../src-core/feed/feed.ts';
import { dayFilePath } from '../../src-core/feed/index-entry.ts';
import { dayStart, secondsPerDay } from '../../src-core/time/utc.ts';
import { sqlText } from '../duckdb/session.ts';
import { syncFile } from './durable-output.ts';
import { firstLineOf } from './first-line.ts';
import { inspectWith } from './inspect-day-file.ts';
import type { SessionPool } from './session-pool.ts';

/**
 * Puts the candles of a day together: of each period the first open, the highest high, the lowest low, the last close and
 * the volume added up. Rows count as in a run (contract section 2.3): without a close the price in `meta`, without any
 * price not at all, without open, high or low the close, of rows with the same time the last. A period without candles is
 * left out; `meta` says of how many candles each is made, and of how many it could be.
 *
 * @throws HindcastError `DATA_CORRUPT` when the day cannot be read
 */
export async function stageResampledDay(
  request: StageResampledDay,
  sessions: SessionPool,
): Promise<ResampledDay> {
  const { root, source, day, path, target } = request;
  const file = join(root, dayFilePath(source, day));
  return sessions.use([dirname(path), dirname(file)], async (connection) => {
    try {
      await connection.run(`CREATE OR REPLACE TEMP TABLE resampled AS ${resampleSql(request, file)}`);
    } catch (cause) {
      const name = dayFilePath(source, day);
      throw new HindcastError('DATA_CORRUPT', `${name} cannot be read: ${firstLineOf(cause)}.`, {
        details: { path: name },
        cause,
      });
    }
    const { rows, incomplete } = await countOf(connection);
    if (rows === 0) return { inspection: null, incomplete: 0 };
    await connection.run(
      `COPY (SELECT * EXCLUDE (incomplete) FROM resampled ORDER BY ts_event) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION snappy)`,
    );
    await syncFile(path);
    return { inspection: await inspectWith(connection, { path, feed: target, day }), incomplete };
  });
}

function resampleSql({ source, target, day }: StageResampledDay, file: string): string {
  const from = granularitySeconds(source.granularity) ?? 1;
  const to = granularitySeconds(target.granularity) ?? secondsPerDay;
  const start = dayStart(day) * 1e6;
  const metaPrice = `CASE WHEN json_valid(meta) THEN TRY_CAST(json_extract_string(meta, '$.price') AS DOUBLE) END`;
  const orPrice = (name: string): string => `if(isfinite(${name}), ${name}, price) AS ${name}`;
  const meta = `json_object('derived', json_object('from', ${sqlText(source.granularity)}, 'rows', count(*), 'of', ${to / from}))`;
  return `SELECT make_timestamptz(us // ${to * 1e6} * ${to * 1e6}) AS ts_event,
      ${sqlText(target.source)} AS source, ${sqlText(target.subject)} AS subject, ${sqlText(target.kind)} AS kind,
      ${sqlText(target.granularity)} AS granularity,
      first(open ORDER BY us) AS open, max(high) AS high, min(low) AS low, last(close ORDER BY us) AS close,
      fsum(volume ORDER BY us) AS volume, ${meta}::VARCHAR AS meta, count(*) < ${to / from} AS incomplete
    FROM (SELECT us, ${orPrice('open')}, ${orPrice('high')}, ${orPrice('low')}, price AS close, if(isfinite(volume), volume, NULL) AS volume
      FROM (SELECT epoch_us(ts_event) AS us, open, high, low, volume, file_row_number,
          if(isfinite(close), close, ${metaPrice}) AS price
        FROM read_parquet(${sqlText(file)}, file_row_number = true))
      WHERE isfinite(price) AND us >= ${start} AND us < ${start + secondsPerDay * 1e6}
      QUALIFY row_number() OVER (PARTITION BY us ORDER BY file_row_number DESC) = 1)
    GROUP BY us // ${to * 1e6}`;
}

async function countOf(connection: DuckDBConnection): Promise<{ rows: number; incomplete: number }> {
  const reader = await connection.runAndReadAll(
    'SELECT count(*)::DOUBLE, count(*) FILTER (incomplete)::DOUBLE FROM resampled',
  );
  const [rows, incomplete] = reader.getRows()[0] ?? [];
  return { rows: Number(rows), incomplete: Number(incomplete) };
}
