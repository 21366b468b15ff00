import type { z } from 'zod';
import { replaySummarySchema } from '../../../../src-core/kinds/replay/summary.ts';
import type { SummaryBase } from '../../../../src-core/result/summary-base.ts';
import type { Span } from '../../../charts/span.ts';
import { secondsOf } from '../../../format/time.ts';

const partsSchema = replaySummarySchema.pick({ mode: true, scopes: true, lookahead: true }).partial();

/** What a replay's summary holds beside what every summary does; what an older version lacks is undefined. */
export type ReplayParts = z.output<typeof partsSchema>;

export function replayPartsOf(summary: Record<string, unknown>): ReplayParts {
  return partsSchema.safeParse(summary).data ?? {};
}

/** First and last moment of the candles that a run took in. Seconds, UTC. */
export function extentOfRun({ data }: Pick<SummaryBase, 'data'>): Span {
  return { from: secondsOf(data.start), to: secondsOf(data.end) };
}
