import { HindcastError } from '../../errors/hindcast-error.ts';
import { meanMetric, type MeanMetric } from './mean-metric.ts';
import type { PredictionSample } from './prediction-sample.ts';

/** A rolling window of the score: its name in results, how many hours back it reaches, and what it averages. */
export interface ScoreWindow {
  readonly name: string;
  readonly hours: number;
  /** `value` for the score itself, or another field of {@link PredictionSample.scoreFields}. */
  readonly value_field: string;
}

const labels: Readonly<Record<string, string>> = {
  score_recent: 'Score (recent)',
  score_steady: 'Score (steady)',
  score_anchor: 'Score (anchor)',
};

/**
 * Mean score, or mean of another field of the scores, of the predictions from `hours` before the last scored one, both
 * ends included (contract section 2.7). Nothing is known of the unit and direction of another field. Without any scored prediction 0 in compatible mode, as the public harness has it.
 */
export function scoreWindow(window: ScoreWindow): MeanMetric {
  const isScore = window.value_field === 'value';
  const metric = meanMetric({
    name: window.name,
    label: labels[window.name] ?? window.name,
    unit: isScore ? 'score' : '',
    digits: 4,
    better: isScore ? 'higher' : 'none',
    description:
      `Mean ${isScore ? 'score' : `"${window.value_field}" of the score`} ` +
      `over the last ${window.hours} hours of scored predictions.`,
    column: (sample) =>
      columnOf(sample, window.value_field).subarray(firstRowSince(sample, window.hours), sample.length),
  });
  return {
    ...metric,
    compute(sample, options) {
      if (sample.length === 0) return options.mode === 'compatible' ? 0 : Number.NaN;
      return metric.compute(sample, options);
    },
  };
}

function columnOf(sample: PredictionSample, field: string): Float64Array {
  const column = field === 'value' ? sample.score : sample.scoreFields.get(field);
  if (column === undefined) throw new HindcastError('INTERNAL', `No score has a field "${field}".`);
  return column;
}

/** The first row with ts >= last ts - hours, by bisection. */
function firstRowSince(sample: PredictionSample, hours: number): number {
  const since = (sample.ts[sample.length - 1] as number) - hours * 3600;
  let low = 0;
  let high = sample.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sample.ts[middle] as number) < since) low = middle + 1;
    else high = middle;
  }
  return low;
}
