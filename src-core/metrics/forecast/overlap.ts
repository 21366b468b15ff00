/** When a series of predictions is made and how far ahead each looks, in seconds. */
export interface PredictionTiming {
  readonly intervalSeconds: number;
  readonly horizonSeconds: number;
}

/**
 * Over how many predictions in a row an outcome is shared: a prediction made while an earlier one is still open sees
 * part of the same price path. 1 when none is open. For several series together, predictions of all of them count.
 *
 * @param granularitySeconds time between candles: predictions are made on candles, so no closer than this
 */
export function overlapOf(series: readonly PredictionTiming[], granularitySeconds: number): number {
  const longest = Math.max(0, ...series.map((timing) => timing.horizonSeconds));
  const open = series.reduce((sum, timing) => {
    const spacing = Math.ceil(timing.intervalSeconds / granularitySeconds) * granularitySeconds;
    return sum + Math.max(1, Math.ceil(longest / spacing));
  }, 0);
  return Math.max(1, open);
}
