import { bootstrapBlockLength, bootstrapMean } from '../../statistics/block-bootstrap.ts';
import { mean } from '../../statistics/mean-and-error.ts';

/** The mean of paired differences with a moving-block bootstrap interval; NaN where it is not defined. */
export interface DifferenceEstimate {
  readonly paired: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

/** Comparing the same runs again gives the same interval. */
const seed = 1;

/** @param overlap over how many predictions in a row an outcome is shared, see `overlapOf` */
export function estimateDifference(differences: Float64Array, overlap: number): DifferenceEstimate {
  const blockLength = bootstrapBlockLength(differences.length, overlap);
  const { low, high, confidence } = bootstrapMean(differences, { seed, blockLength });
  return { paired: differences.length, mean: mean(differences), low, high, confidence };
}
