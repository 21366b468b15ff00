import { describeAlteredDays } from '../../quality/altered-days.ts';
import { noFaults } from '../../quality/candle-faults.ts';
import { spikeMedians } from '../../quality/candle-quality.ts';
import { mindedFaults } from '../../quality/fault-policy.ts';
import { formatCount } from '../../result/format-figure.ts';
import type { DataQuality } from '../../result/summary-base.ts';
import { someOf } from '../../text/some-of.ts';
import type { ReplayPlan } from './plan.ts';

const share = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;

const longestReason = 200;

/** What the predictions of a run tell beside how many there are of each status. */
export interface PredictionSigns {
  /** Of all scores; infinite without any. */
  readonly scores: { readonly min: number; readonly max: number };
  /** How many failed and were scored all the same, as defaults (rule R5); of scored ones only these have a reason. */
  readonly scoredAsDefaults: number;
  /** Why the first prediction that failed did, and the first that could not be scored. */
  readonly failure: string | undefined;
  readonly scoringFailure: string | undefined;
}

/** What a reader must know before trusting a run's figures, one sentence each. */
export function runWarnings(
  plan: ReplayPlan,
  counts: Readonly<Record<string, number>>,
  quality: DataQuality,
  { scores, scoredAsDefaults, failure, scoringFailure }: PredictionSigns,
): string[] {
  const warnings: string[] = [];
  const predictions = counts['predictions'] ?? 0;
  const say = (count: number | undefined, sentence: (count: number) => string): void => {
    if (count !== undefined && count > 0) warnings.push(sentence(count));
  };
  if (predictions === 0) warnings.push('No prediction was made: there are too few candles for a window.');
  else if (counts['scored'] === 0) warnings.push('No prediction could be scored, so there are no metrics.');
  if (quality.badge === 'warned') warnings.push(...dataWarnings(plan, quality));
  say(
    counts['tick_errors'],
    (count) => `tick() failed ${counted(count, 'time', 'times')}; the run went on, as the spec says.`,
  );
  say(
    counts['prediction_failed'],
    (count) =>
      `${counted(count, 'prediction', 'predictions')} failed (${share(count, predictions)}), without a score${because(failure)}.`,
  );
  say(
    scoredAsDefaults,
    (count) =>
      `${counted(count, 'prediction', 'predictions')} failed (${share(count, predictions)}), scored as the default forecast, ` +
      `as the public harness does${because(failure)}.`,
  );
  say(
    counts['scoring_failed'],
    (count) =>
      `${counted(count, 'prediction', 'predictions')} could not be scored (${share(count, predictions)})${because(scoringFailure)}.`,
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

function dataWarnings({ mode, faultPolicy }: ReplayPlan, quality: DataQuality): string[] {
  const warnings: string[] = [];
  const say = (count: number, sentence: (count: number) => string): void => {
    if (count > 0) warnings.push(sentence(count));
  };
  const faults = quality.faults ?? noFaults();
  const altered = quality.altered_days ?? [];
  if (altered.length > 0) warnings.push(describeAlteredDays(altered));
  const minded = mindedFaults(
    {
      counts: faults,
      expected: quality.expected_candles ?? null,
      missingDays: quality.missing_days.length,
      alteredDays: altered.length,
    },
    faultPolicy,
  );
  say(
    minded.missingDays,
    (count) =>
      `${counted(count, 'day of the range has', 'days of the range have')} no candles: ${someOf(quality.missing_days)}.`,
  );
  say(
    minded.counts.missing,
    (count) =>
      `${counted(count, 'candle is', 'candles are')} missing from the range, in ${counted(faults.gap, 'gap', 'gaps')}.`,
  );
  const isMended = mode === 'strict';
  say(
    faults.without_price,
    (count) =>
      `${counted(count, 'row', 'rows')} had no price${isMended ? ' and did not take part' : '; compatible mode keeps what has none'}.`,
  );
  say(
    faults.duplicate,
    (count) =>
      `${counted(count, 'row', 'rows')} had the time of another candle; ${isMended ? 'the last one was kept' : 'compatible mode keeps both'}.`,
  );
  say(
    faults.out_of_order,
    (count) => `${counted(count, 'row was out of order and was', 'rows were out of order and were')} sorted.`,
  );
  say(
    faults.off_grid,
    (count) =>
      `${counted(count, 'candle opens', 'candles open')} at a time that is no multiple of the granularity.`,
  );
  say(
    faults.not_positive,
    (count) => `${counted(count, 'candle has', 'candles have')} a price of zero or less.`,
  );
  say(
    faults.inconsistent,
    (count) =>
      `${counted(count, 'candle has', 'candles have')} its high below its low, or opens or closes outside of them.`,
  );
  say(
    faults.spike,
    (count) =>
      `${counted(count, 'candle jumps', 'candles jump')} further than ${spikeMedians} times what is usual that day: a bad price, or a rare day.`,
  );
  say(
    faults.flat,
    (count) => `Nothing moved for long in ${counted(count, 'stretch', 'stretches')} of candles.`,
  );
  return warnings;
}

function because(reason: string | undefined): string {
  const [line = ''] = (reason ?? '').split('\n', 1);
  if (line === '') return '';
  return `; the first: ${line.length > longestReason ? `${line.slice(0, longestReason)}…` : line}`;
}

function counted(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
