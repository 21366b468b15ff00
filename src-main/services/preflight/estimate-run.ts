import type { OutputOf } from '../../../src-core/api/contract.ts';
import { quantileOfSorted } from '../../../src-core/statistics/quantile.ts';
import type { RunDuration } from '../jobs/store/run-durations.ts';

export type RunEstimate = NonNullable<OutputOf<'data.preflight'>['estimate']>;

/** Starting a worker and finishing a result take about this long, however few candles there are. */
const fixedSeconds = 0.5;
/** Runs of the same length differ by as much, and one run says nothing about how much. */
const leastSpread = 0.2;

/** How long a run over so many candles takes, judged by other runs; null without any that tells. */
export function estimateRun(runs: readonly RunDuration[], candles: number): RunEstimate | null {
  const telling = runs.filter((run) => run.candles > 0 && run.seconds > 0);
  if (telling.length === 0) return null;
  const expected = Float64Array.from(telling, ({ seconds, candles: ran }) => {
    const fixed = Math.min(fixedSeconds, seconds);
    return fixed + ((seconds - fixed) * candles) / ran;
  }).sort();
  return {
    lowSeconds: quantileOfSorted(expected, 0.1) * (1 - leastSpread),
    highSeconds: quantileOfSorted(expected, 0.9) * (1 + leastSpread),
    runs: telling.length,
  };
}
