import { errorFunction } from '../../../numeric/error-function.ts';
import { exponential } from '../../../numeric/exponential.ts';
import { describeValue } from './describe-value.ts';
import type { OutputScoring } from './scoring-function.ts';
import { ownValue } from './signal-of.ts';

const meanFields = ['mean', 'mu', 'value', 'expected_return'] as const;
const deviationFields = ['sigma', 'std', 'stddev'] as const;

const inverseSqrtPi = 1 / Math.sqrt(Math.PI);

/**
 * Continuous ranked probability score of the normal distribution N(mean, sigma²) at `actual`, in the unit of the
 * values; 0 is perfect, higher is worse. Gneiting and Raftery (Journal of the American Statistical Association 102,
 * 2007), equation 5, where 2 Phi(z) - 1 = erf(z / sqrt(2)) and 2 phi(z) = sqrt(2 / pi) e^(-z²/2).
 */
export function gaussianCrps(mean: number, sigma: number, actual: number): number {
  const z = (actual - mean) / sigma;
  const density = Math.SQRT2 * inverseSqrtPi * exponential(-0.5 * z * z);
  return sigma * (z * errorFunction(z / Math.SQRT2) + density - inverseSqrtPi);
}

/**
 * Minus the {@link gaussianCrps} of the forecast return, so that higher is better. The mean is the first of `mean`,
 * `mu`, `value` and `expected_return` in the output, the standard deviation the first of `sigma`, `std` and `stddev`.
 */
export const crpsGaussian: OutputScoring = {
  name: 'crps_gaussian',
  scoreOutput(output, actual) {
    const mean = firstPresent(output, meanFields);
    const sigma = firstPresent(output, deviationFields);
    if (typeof mean !== 'number' || !Number.isFinite(mean)) {
      return {
        success: false,
        reason: `crps_gaussian needs a number in ${meanFields.join(', ')}; got ${describeValue(mean)}`,
      };
    }
    if (typeof sigma !== 'number' || !Number.isFinite(sigma) || sigma <= 0) {
      return {
        success: false,
        reason: `crps_gaussian needs a number above 0 in ${deviationFields.join(', ')}; got ${describeValue(sigma)}`,
      };
    }
    const value = -gaussianCrps(mean, sigma, actual.return);
    if (!Number.isFinite(value))
      return { success: false, reason: `crps_gaussian gave ${value}, which is not a finite number` };
    return { value, success: true };
  },
};

function firstPresent(output: Record<string, unknown>, fields: readonly string[]): unknown {
  for (const field of fields) {
    const value = ownValue(output, field);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}
