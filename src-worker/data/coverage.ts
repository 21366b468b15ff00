import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import {
  rowsOfFullDay,
  stateOfDay,
  type CoverageQuery,
  type DayCount,
  type DayCoverage,
} from '../../src-core/data/feed-coverage.ts';
import { dayFilePath } from '../../src-core/feed/index-entry.ts';
import { sqlList } from '../duckdb/session.ts';
import type { SessionPool } from './session-pool.ts';

const filesPerQuery = 400;

/** How full each day is, by what its file really holds. */
export async function coverage(
  { root, feed, days }: CoverageQuery,
  sessions: SessionPool,
): Promise<DayCoverage[]> {
  const fileOf = (day: string): string => join(root, dayFilePath(feed, day));
  const files = days.map(fileOf).filter((file) => existsSync(file));
  const counted = new Map<string, DayCount>();
  if (files.length > 0) {
    await sessions.use([dirname(fileOf(days[0] ?? ''))], async (connection) => {
      for (let from = 0; from < files.length; from += filesPerQuery) {
        await countFiles(connection, files.slice(from, from + filesPerQuery), counted);
      }
    });
  }
  const expected = rowsOfFullDay(feed);
  const present = new Set(files);
  return days.map((day) => {
    const file = fileOf(day);
    if (!present.has(file)) return { day, rows: 0, expected, state: 'absent' };
    const count = counted.get(file);
    if (count === undefined) return { day, rows: 0, expected, state: 'damaged' };
    return { day, rows: count.rows, expected, state: stateOfDay(count, expected) };
  });
}

async function countFiles(
  connection: DuckDBConnection,
  files: readonly string[],
  counted: Map<string, DayCount>,
): Promise<void> {
  try {
    // The order of the list is the number of the file: a name may come back in another spelling.
    const reader = await connection.runAndReadAll(
      `SELECT file_index::DOUBLE, count(*)::DOUBLE, count(DISTINCT epoch_us(ts_event))::DOUBLE
       FROM read_parquet(${sqlList(files)}) GROUP BY file_index`,
    );
    for (const [index, rows, times] of reader.getRows()) {
      counted.set(files[Number(index)] ?? '', { rows: Number(rows), times: Number(times) });
    }
    for (const file of files) if (!counted.has(file)) counted.set(file, { rows: 0, times: 0 });
  } catch {
    // One bad file fails the query of all: look at each alone, so that only the bad one counts as damaged.
    if (files.length === 1) return;
    for (const file of files) await countFiles(connection, [file], counted);
  }
}
