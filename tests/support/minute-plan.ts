import { starterChallenge } from '../../src-core/kinds/replay/challenge/starter.ts';
import { resolveReplaySpec, type ReplayPlan } from '../../src-core/kinds/replay/plan.ts';
import { replaySpecSchema, type ReplaySpecInput } from '../../src-core/kinds/replay/spec.ts';

/** A run over a year of made-up one-minute candles: a window of 120 and a prediction each minute. */
export function minutePlan(model: ReplaySpecInput['model']): ReplayPlan {
  return resolveReplaySpec(
    replaySpecSchema.parse({
      kind: 'replay',
      name: 'a year of minutes',
      model,
      feed: { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '1m' },
      start: '2022-01-01',
      end: '2022-12-31',
    }),
    starterChallenge,
    starterChallenge,
  );
}
