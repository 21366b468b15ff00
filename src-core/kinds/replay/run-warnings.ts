import type { DataQuality } from '../../result/summary-base.ts';
import type { ReplayPlan } from './plan.ts';

const share = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;

/** What a reader must know before trusting a run's figures, one sentence each. */
export function runWarnings(
  plan: ReplayPlan,
  counts: Readonly<Record<string, number>>,
  quality: DataQuality,
  scores: { min: number; max: number },
): string[] {
  const warnings: string[] = [];
  const predictions = counts['predictions'] ?? 0;
  const say = (count: number | undefined, sentence: (count: number) => string): void => {
    if (count !== undefined && count > 0) warnings.push(sentence(count));
  };
  if (predictions === 0) warnings.push('No prediction was made: there are fewer candles than one window.');
  else if (counts['scored'] === 0) warnings.push('No prediction could be scored, so there are no metrics.');
  say(
    quality.missing_days.length,
    (count) =>
      `${counted(count, 'day of the range has', 'days of the range have')} no candles: ${listed(quality.missing_days)}.`,
  );
  say(
    quality.missing_candles,
    (count) =>
      `${counted(count, 'candle is', 'candles are')} missing from the range, in ` +
      `${counted(quality.gaps.length + quality.gaps_not_listed, 'gap', 'gaps')}.`,
  );
  say(
    quality.rows_without_price,
    (count) => `${counted(count, 'row without a price was', 'rows without a price were')} left out.`,
  );
  say(
    quality.duplicates_removed,
    (count) => `${counted(count, 'candle', 'candles')} had the same time as another; the last one was kept.`,
  );
  say(
    quality.rows_out_of_order,
    (count) => `${counted(count, 'row was out of order and was', 'rows were out of order and were')} sorted.`,
  );
  say(
    counts['tick_errors'],
    (count) => `tick() failed ${counted(count, 'time', 'times')}; the run went on, as the spec says.`,
  );
  say(
    counts['prediction_failed'],
    (count) =>
      `${counted(count, 'prediction', 'predictions')} failed (${share(count, predictions)}), without a score.`,
  );
  say(
    counts['scoring_failed'],
    (count) =>
      `${counted(count, 'prediction', 'predictions')} could not be scored (${share(count, predictions)}).`,
  );
  say(
    counts['unresolved_gap'],
    (count) =>
      `${counted(count, 'prediction has', 'predictions have')} no outcome because candles are missing there.`,
  );
  if ((counts['scored'] ?? 0) > 1 && scores.min === scores.max) {
    warnings.push(
      `Every prediction has the same score, ${scores.min}: the scoring function may be a stub, or the model constant.`,
    );
  }
  if (plan.mode === 'compatible') {
    warnings.push(
      'Compatible mode reproduces the public harness with its known defects; strict mode mends them.',
    );
  }
  return warnings;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function listed(days: readonly string[]): string {
  return days.length <= 5 ? days.join(', ') : `${days.slice(0, 5).join(', ')} and ${days.length - 5} more`;
}
