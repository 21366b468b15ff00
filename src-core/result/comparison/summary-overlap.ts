import { z } from 'zod';
import { granularitySeconds } from '../../feed/feed.ts';
import { overlapOf } from '../../metrics/forecast/overlap.ts';

/** What a summary of a kind that predicts says of when it predicts. */
const timingSchema = z.object({
  data: z.object({ feeds: z.array(z.string()).min(1) }),
  scopes: z
    .array(z.object({ prediction_interval_seconds: z.number(), resolve_horizon_seconds: z.number() }))
    .min(1),
});

/**
 * Over how many predictions in a row a run's outcomes are shared, as its own intervals were computed; 1 for a summary
 * that does not say.
 */
export function overlapOfSummary(summary: unknown): number {
  const { data } = timingSchema.safeParse(summary);
  const granularity = data?.data.feeds[0]?.split('/').at(-1) ?? '';
  if (data === undefined) return 1;
  return overlapOf(
    data.scopes.map((scope) => ({
      intervalSeconds: scope.prediction_interval_seconds,
      horizonSeconds: scope.resolve_horizon_seconds,
    })),
    granularitySeconds(granularity) ?? 1,
  );
}
