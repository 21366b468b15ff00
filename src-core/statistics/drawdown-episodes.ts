/** A stretch in which a line stays below its highest point so far. Times in seconds since the epoch, UTC. */
export interface DrawdownEpisode {
  /** When the line was last as high as ever; its first time where it has only been below 0. */
  readonly peakTs: number;
  readonly troughTs: number;
  /** When it was as high again; null when the line ends before. */
  readonly recoveryTs: number | null;
  /** Of the trough below the peak; negative, in the unit of the line. */
  readonly depth: number;
  /** From the peak to the recovery, or to the end of the line. */
  readonly seconds: number;
}

/**
 * The deepest stretches below the peak, deepest first; equal ones in order of time. The peak starts at 0, so the first
 * one is as deep as the metric `max_drawdown`.
 *
 * @param ts times, ascending
 * @param values the line, for example a running sum of scores
 */
export function deepestDrawdowns(ts: Float64Array, values: Float64Array, limit: number): DrawdownEpisode[] {
  const deepest: DrawdownEpisode[] = [];
  const keep = (episode: DrawdownEpisode): void => {
    const deeper = deepest.findIndex((other) => episode.depth < other.depth);
    deepest.splice(deeper < 0 ? deepest.length : deeper, 0, episode);
    if (deepest.length > limit) deepest.pop();
  };
  let peak = 0;
  let peakTs = ts[0] ?? 0;
  let depth = 0;
  let troughTs = peakTs;
  for (let index = 0; index < values.length; index++) {
    const at = ts[index] as number;
    const fall = (values[index] as number) - peak;
    if (fall < depth) {
      depth = fall;
      troughTs = at;
    }
    if (fall < 0) continue;
    if (depth < 0) keep({ peakTs, troughTs, recoveryTs: at, depth, seconds: at - peakTs });
    peak = values[index] as number;
    peakTs = at;
    depth = 0;
  }
  if (depth < 0) {
    keep({ peakTs, troughTs, recoveryTs: null, depth, seconds: (ts.at(-1) as number) - peakTs });
  }
  return deepest;
}
