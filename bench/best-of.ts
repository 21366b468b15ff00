/**
 * Repeats a measurement for the given number of seconds, one round at least, and returns the smallest figure. Processors
 * that are shared with other machines change their speed by half within a second or two; a few rounds in a row would tell
 * which phase they met.
 */
export async function smallestWithin(
  seconds: number,
  round: () => number | Promise<number>,
): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let smallest = Number.POSITIVE_INFINITY;
  do smallest = Math.min(smallest, await round());
  while (performance.now() < end);
  return smallest;
}

/** As {@link smallestWithin}, for figures of which the largest is the best. */
export async function largestWithin(seconds: number, round: () => number | Promise<number>): Promise<number> {
  return -(await smallestWithin(seconds, async () => -(await round())));
}
