import type { PredictionSample } from './prediction-sample.ts';

/**
 * The mean of `loss(probability, outcome)` over predictions that state a probability of a positive return; the outcome
 * is 1 for a return above 0, else 0. NaN when none states one, or any lies outside [0, 1]: then it is no probability,
 * and leaving it out would flatter the model.
 */
export function meanOverProbabilities(
  sample: PredictionSample,
  loss: (probability: number, outcome: 0 | 1) => number,
): number {
  const { probability: probabilities } = sample;
  if (probabilities === undefined) return Number.NaN;
  let sum = 0;
  let count = 0;
  for (let row = 0; row < sample.length; row++) {
    const probability = probabilities[row] as number;
    if (Number.isNaN(probability)) continue;
    if (!(probability >= 0 && probability <= 1)) return Number.NaN;
    sum += loss(probability, (sample.actualReturn[row] as number) > 0 ? 1 : 0);
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}
