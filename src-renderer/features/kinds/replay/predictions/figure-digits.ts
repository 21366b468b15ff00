import { scoringOf } from '../chance-level.ts';

const fewestDigits = 2;
const mostDigits = 10;
/** Figures that a price shows: six tell a change of a basis point. */
const figures = 6;

/** Digits after the point for prices of this size, one precision for a whole column. */
export function priceDigits(price: number | null): number {
  if (price === null || !(Math.abs(price) > 0)) return fewestDigits;
  const whole = Math.floor(Math.log10(Math.abs(price))) + 1;
  return Math.max(fewestDigits, Math.min(mostDigits, figures - whole));
}

/** Digits after the point for single scores: a directional score is a whole number, others are as small as returns. */
export function scoreDigits(config: unknown): number {
  return scoringOf(config) === 'directional' ? 0 : 6;
}
