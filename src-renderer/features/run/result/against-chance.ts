import type { MetricText } from '../../../../src-core/result/metric-rows.ts';

export type Standing = 'better' | 'worse' | 'unclear';

export interface Interval {
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Whether an interval lies on the good side of what chance gives, on the bad side, or over it; undefined where one of
 * the three is not known.
 */
export function standingAgainstChance(
  interval: Interval | undefined,
  chance: number | undefined,
  better: MetricText['better'],
): Standing | undefined {
  if (interval === undefined || chance === undefined || better === 'none') return undefined;
  const { low, high } = interval;
  if (low === null || high === null) return undefined;
  if (low <= chance && chance <= high) return 'unclear';
  return low > chance === (better === 'higher') ? 'better' : 'worse';
}
