/** The most that progress says before the result is in place; 1 is kept for that. Rule Q32. */
export const largestUnfinished = 0.999;

/** A fraction as whole percent, rounded down: 100 only at the end. Rule Q32. */
export function percentDone(fraction: number): number {
  // Rounded first, because 0.29 times 100 is less than 29.
  return fraction < 1 ? Math.min(99, Math.floor(Math.round(fraction * 1e6) / 1e4)) : 100;
}
