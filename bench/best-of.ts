/**
 * Repeats measurements in turn for the given number of seconds, one round of each at least, and returns the best figure of
 * each. Processors that are shared with other machines change their speed by half within seconds, and stay slow for half a
 * minute at times: a few rounds in a row would tell which phase they met.
 *
 * @param better which of two figures counts: `Math.min` for times, `Math.max` for speeds
 */
export async function bestWithin<Name extends string>(
  seconds: number,
  better: (one: number, other: number) => number,
  rounds: Readonly<Record<Name, () => number | Promise<number>>>,
): Promise<Record<Name, number>> {
  const end = performance.now() + seconds * 1000;
  const best: Partial<Record<Name, number>> = {};
  do {
    for (const name of Object.keys(rounds) as Name[]) {
      const figure = await rounds[name]();
      best[name] = better(best[name] ?? figure, figure);
    }
  } while (performance.now() < end);
  return best as Record<Name, number>;
}

/** The smallest figure of one measurement; see {@link bestWithin}. */
export async function smallestWithin(
  seconds: number,
  round: () => number | Promise<number>,
): Promise<number> {
  return (await bestWithin(seconds, Math.min, { round })).round;
}

/** The largest figure of one measurement; see {@link bestWithin}. */
export async function largestWithin(seconds: number, round: () => number | Promise<number>): Promise<number> {
  return (await bestWithin(seconds, Math.max, { round })).round;
}
