import { z } from 'zod';
import type { ChanceLevel } from '../chance-level.ts';

const scoringSchema = z.object({
  scoring: z.unknown().optional(),
  challenge: z.object({ scoring: z.unknown().optional() }).optional().catch(undefined),
});

/** Scorings whose mean is known for a model that knows nothing; of a function of the user's nobody knows. */
const ofScoring: Readonly<Record<string, ChanceLevel>> = {
  directional: { value: 0, reason: 'Right counts +1 and wrong −1: a coin scores 0 where prices move.' },
  signed_return: { value: 0, reason: 'Holding a side that a coin chose earns 0 on average.' },
};

const ofMetric: Readonly<Record<string, ChanceLevel>> = {
  ic: { value: 0, reason: 'A signal without knowledge is not correlated with what follows.' },
  hit_rate: { value: 0.5, reason: 'A coin is right half of the time.' },
  brier_score: { value: 0.25, reason: 'Always saying one half gives 0.25.' },
};

const scoreMetrics = /^score_(mean|recent|steady|anchor)$/;

/** The level by chance of a metric of a replay; undefined where it is not known. */
export function replayChanceLevel(metric: string, config: unknown): ChanceLevel | undefined {
  if (!scoreMetrics.test(metric)) return Object.hasOwn(ofMetric, metric) ? ofMetric[metric] : undefined;
  const scoring = scoringOf(config);
  return typeof scoring === 'string' && Object.hasOwn(ofScoring, scoring) ? ofScoring[scoring] : undefined;
}

/** The scoring that a run was made with: the spec's, else its challenge's, else the usual one. */
export function scoringOf(config: unknown): unknown {
  const found = scoringSchema.safeParse(config).data;
  return found?.scoring ?? found?.challenge?.scoring ?? 'directional';
}
