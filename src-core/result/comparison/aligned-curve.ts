import type { Points } from '../../statistics/downsample.ts';
import { pointsBetween } from '../../statistics/points-between.ts';
import { runningSum } from '../../statistics/running-sum.ts';
import type { ScoredRows } from './scored-rows.ts';

/** A span of time, both ends included; seconds since the epoch, UTC. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** From the latest first score to the earliest last one; undefined where the runs have no time in common. */
export function overlapOfRuns(runs: readonly Pick<ScoredRows, 'ts'>[]): Span | undefined {
  if (runs.length === 0 || runs.some(({ ts }) => ts.length === 0)) return undefined;
  const from = Math.max(...runs.map(({ ts }) => ts[0] as number));
  const to = Math.min(...runs.map(({ ts }) => ts.at(-1) as number));
  return from <= to ? { from, to } : undefined;
}

/** The running sum of the scores inside a span, which starts at zero at its beginning. */
export function alignedCurve({ ts, score }: ScoredRows, { from, to }: Span): Points {
  const inside = pointsBetween({ x: ts, y: score }, from, to);
  const x = new Float64Array(inside.x.length + 1);
  const y = new Float64Array(x.length);
  x[0] = from;
  x.set(inside.x, 1);
  y.set(runningSum(inside.y), 1);
  return { x, y };
}
