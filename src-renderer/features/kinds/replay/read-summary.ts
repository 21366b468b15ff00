import type { z } from 'zod';
import { replaySummarySchema } from '../../../../src-core/kinds/replay/summary.ts';

const partsSchema = replaySummarySchema.pick({ mode: true, scopes: true, lookahead: true }).partial();

/** What a replay's summary holds beside what every summary does; what an older version lacks is undefined. */
export type ReplayParts = z.output<typeof partsSchema>;

export function replayPartsOf(summary: Record<string, unknown>): ReplayParts {
  return partsSchema.safeParse(summary).data ?? {};
}
