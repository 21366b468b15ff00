import type { Span } from '../../../../charts/span.ts';

/** So many times the longer of horizon and interval are shown on either side. */
const margin = 20;

/** The span in which one prediction, its outcome and some candles around them are seen well. Seconds, UTC. */
export function spanOfPrediction(
  { ts, resolvedTs }: { ts: number; resolvedTs: number | null },
  intervalSeconds: number,
): Span {
  const end = resolvedTs ?? ts;
  const around = margin * Math.max(end - ts, intervalSeconds, 1);
  return { from: ts - around, to: end + around };
}
