import { describe, expect, it } from 'vitest';
import { builtInScorings } from '../scoring-choice.ts';
import { builtInScoringByName } from './built-in-scorings.ts';
import { crpsGaussian, gaussianCrps } from './crps-gaussian.ts';
import { directional } from './directional.ts';
import { signedReturn } from './signed-return.ts';
import { squaredError } from './squared-error.ts';

const actual = { entry_price: 100, resolved_price: 101, return: 0.01, direction_up: true };

describe('built-in scorings', () => {
  it('are all there under the names that a spec uses', () => {
    expect(Object.keys(builtInScoringByName)).toEqual([...builtInScorings]);
    for (const name of builtInScorings) expect(builtInScoringByName[name].scoring.name).toBe(name);
  });

  it.each([
    [0.2, 0.01, 1],
    [-0.2, -0.01, 1],
    [0, 0.01, 1],
    [0, -0.01, 1],
    [0.2, -0.01, -1],
    [-0.2, 0.01, -1],
    [0.2, 0, -1],
    [-0.2, 0, -1],
    [Number.NaN, 0.01, Number.NaN],
  ])('directional: signal %d, return %d gives %d', (signal, actualReturn, expected) => {
    expect(directional.scoreSignal(signal, actualReturn)).toBe(expected);
  });

  it.each([
    [0.2, 0.01, 0.01],
    [-3, 0.01, -0.01],
    [0, 0.01, 0],
    [-3, 0, 0],
    [Number.NaN, 0.01, Number.NaN],
  ])('signed_return: signal %d, return %d gives %d', (signal, actualReturn, expected) => {
    expect(signedReturn.scoreSignal(signal, actualReturn)).toBe(expected);
  });

  it('squared_error is 0 at best and falls with the distance', () => {
    expect(squaredError.scoreSignal(0.5, 0.5)).toBe(0);
    expect(squaredError.scoreSignal(0.5, 0.25)).toBe(-0.0625);
    expect(squaredError.scoreSignal(Number.NaN, 0.25)).toBeNaN();
  });
});

describe('gaussianCrps', () => {
  // Closed form at the centre: sigma (sqrt(2) - 1) / sqrt(pi).
  it('agrees with published and 30-digit values', () => {
    expect(gaussianCrps(0, 1, 0)).toBeCloseTo(0.2336949772551092, 15);
    expect(gaussianCrps(0, 1, 1)).toBeCloseTo(0.6024413576276163, 15);
    expect(gaussianCrps(0, 1, -1)).toBeCloseTo(0.6024413576276163, 15);
    expect(gaussianCrps(2, 3, 0.5)).toBeCloseTo(0.9942105937645673, 15);
  });

  it('scales with the distribution and tends to the absolute error as sigma falls', () => {
    expect(gaussianCrps(0.001, 0.002, 0.003)).toBeCloseTo(0.002 * gaussianCrps(0, 1, 1), 17);
    expect(gaussianCrps(0.5, 1e-9, 0.25)).toBeCloseTo(0.25, 8);
  });

  it('equals the integral that defines it', () => {
    // Midpoint rule over (F(x) - 1{x >= y})², with F as the running sum of the density.
    const [mean, sigma, y] = [0.3, 0.7, 1.1];
    const step = 1e-4;
    let cumulative = 0;
    let integral = 0;
    for (let x = mean - 10 * sigma; x < mean + 10 * sigma; x += step) {
      const z = (x + step / 2 - mean) / sigma;
      const mass = (Math.exp(-0.5 * z * z) / (sigma * Math.sqrt(2 * Math.PI))) * step;
      const distribution = cumulative + mass / 2;
      cumulative += mass;
      integral += (distribution - (x + step / 2 >= y ? 1 : 0)) ** 2 * step;
    }
    expect(gaussianCrps(mean, sigma, y)).toBeCloseTo(integral, 4);
  });
});

describe('crps_gaussian', () => {
  it('is minus the CRPS at the return, by any of the accepted names', () => {
    const expected = -gaussianCrps(0.02, 0.01, 0.01);
    for (const output of [
      { mean: 0.02, sigma: 0.01 },
      { mu: 0.02, std: 0.01 },
      { value: 0.02, stddev: 0.01 },
      { expected_return: 0.02, sigma: 0.01 },
      { mean: null, mu: 0.02, sigma: 0.01 },
    ]) {
      expect(crpsGaussian.scoreOutput(output, actual)).toEqual({ value: expected, success: true });
    }
  });

  it.each([
    [{ mean: 0.02 }, 'above 0 in sigma, std, stddev; got nothing (undefined)'],
    [{ mean: 0.02, sigma: 0 }, 'got 0'],
    [{ mean: 0.02, sigma: -1 }, 'got -1'],
    [{ mean: 0.02, sigma: Number.NaN }, 'got NaN'],
    [{ mean: 0.02, sigma: '1' }, 'got the text "1"'],
    [{ sigma: 1 }, 'a number in mean, mu, value, expected_return; got nothing (undefined)'],
    [{ mean: Number.NaN, sigma: 1 }, 'got NaN'],
    [{ mean: 1e300, sigma: 1e-300 }, 'not a finite number'],
  ])('fails %j with a reason', (output, reason) => {
    expect(crpsGaussian.scoreOutput(output, actual)).toEqual({
      success: false,
      reason: expect.stringContaining(reason) as string,
    });
  });
});
