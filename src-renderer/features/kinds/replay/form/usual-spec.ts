import { dayOf, dayStart, secondsPerDay } from '../../../../../src-core/time/utc.ts';
import type { SpecSurroundings } from '../../registry.ts';

const usualDays = 30;

/** Defaults that work: the latest days of a feed that is here, or the latest days there are. */
export function usualReplaySpec({ settings, feed, nowSeconds }: SpecSurroundings): Record<string, unknown> {
  const lastDay = feed?.lastDay ?? dayOf(nowSeconds - secondsPerDay);
  const earliest = dayOf(dayStart(lastDay) - (usualDays - 1) * secondsPerDay);
  const firstDay = feed === undefined || earliest > feed.firstDay ? earliest : feed.firstDay;
  return {
    kind: 'replay',
    name: 'new backtest',
    model: { path: '' },
    ...(feed === undefined ? {} : { feed: { ...feed.feed } }),
    start: firstDay,
    end: lastDay,
    window_size: 120,
    prediction_interval_seconds: 60,
    resolve_horizon_seconds: 60,
    step_seconds: 60,
    scoring: 'directional',
    mode: 'strict',
    seed: 1,
    memory_limit_mb: settings.memoryLimitMb,
  };
}
