import { SeededRandom } from '../../../../src-core/numeric/seeded-random.ts';

/**
 * Replaces `Math.random` in this thread by a seeded generator, so that a model which draws random numbers still gives
 * the same predictions on every run of the same spec (rule R9).
 */
export function seedMathRandom(seed: number): void {
  const random = new SeededRandom(seed);
  Math.random = () => random.uniform();
}
