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

/** Moves and cuts a span so that it lies inside another. */
export function spanInside(span: Span, extent: Span): Span {
  const width = Math.min(span.to - span.from, extent.to - extent.from);
  const from = Math.max(extent.from, Math.min(span.from, extent.to - width));
  return { from, to: from + width };
}
