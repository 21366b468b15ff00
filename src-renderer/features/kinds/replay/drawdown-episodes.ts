import type { Table } from '../../../../src-core/result/series.ts';
import { secondsPerDay } from '../../../../src-core/time/utc.ts';

/** A fall of the cumulative score below its peak. Times in seconds since the epoch, UTC. */
export interface DrawdownEpisode {
  readonly scope: string;
  readonly depth: number;
  readonly peak: number;
  readonly trough: number;
  /** Null while it goes on. */
  readonly recovered: number | null;
  /** From the peak to the recovery, or to the end of the run. */
  readonly seconds: number;
}

const columns = ['Scope', 'Depth, score', 'Peak, UTC', 'Trough, UTC', 'Recovered, UTC', 'Days'];

/** The rows of the table of drawdowns; undefined for a table with other columns, of another version. */
export function drawdownEpisodes(table: Table): DrawdownEpisode[] | undefined {
  const names = table.columns.map(({ name }) => name);
  if (names.length !== columns.length || names.some((name, place) => name !== columns[place]))
    return undefined;
  return table.rows.map(([scope, depth, peak, trough, recovered, days]) => ({
    scope: String(scope),
    depth: Number(depth),
    peak: Number(peak),
    trough: Number(trough),
    recovered: typeof recovered === 'number' ? recovered : null,
    seconds: Number(days) * secondsPerDay,
  }));
}
