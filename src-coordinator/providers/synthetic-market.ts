import { exponential } from '../../src-core/numeric/exponential.ts';
import { logarithm } from '../../src-core/numeric/logarithm.ts';
import { secondsPerDay } from '../../src-core/time/utc.ts';
import { RandomStream } from './random-stream.ts';

export interface SyntheticMarketOptions {
  /** Fixes the level of the price at each midnight; equal for all granularities of one subject. */
  readonly levelKey: string;
  /** Fixes the path within a day. */
  readonly pathKey: string;
  /** The price at 2020-01-01T00:00:00Z, around which the level wanders. */
  readonly initialPrice: number;
  /** Standard deviation of the log price over a year, for example 0.6. */
  readonly annualVolatility: number;
  /** Mean volume of a day, in units of the subject. */
  readonly dailyVolume: number;
  /** Seconds of one candle; divides a day. */
  readonly periodSeconds: number;
}

export interface SyntheticCandle {
  readonly ts: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

const secondsPerYear = 365.25 * secondsPerDay;
/** Days since the epoch of 2020-01-01, where the price is `initialPrice`. */
const anchorDay = 18_262;
const blockSeconds = 900;
const blocksPerDay = secondsPerDay / blockSeconds;

/** Standard deviations of the two parts of log volatility, and how much of each is left after a day or a block. */
const slowScale = 0.35;
const slowWeights = decayingWeights(0.95, 90);
const fastScale = 0.3;
const fastWeights = decayingWeights(0.9, 40);
/** The level forgets half a percent of its distance a day, so that it stays plausible over decades. */
const levelDecay = 0.995;
const levelDepth = 1_500;

/**
 * A seeded price path with stochastic volatility, of which any day can be made without making the days before it.
 *
 * The log price at each midnight is a moving average of daily shocks, so it needs only a fixed number of hashes. Within
 * a day, log volatility is the sum of a slow part (moving average over days, interpolated) and a fast one (over blocks
 * of 15 minutes); the day's random walk is then tilted so that it ends at the next midnight's level, which makes the
 * price continuous. High and low of a candle are drawn from the law of the extremes of a Brownian bridge between its
 * open and close.
 */
export class SyntheticMarket {
  readonly #options: SyntheticMarketOptions;
  readonly #levelShock: (day: number) => number;
  readonly #anchorLevel: number;
  readonly #stepsPerUnit: number;
  #latest: { day: number; candles: readonly SyntheticCandle[] } | undefined;

  constructor(options: SyntheticMarketOptions) {
    this.#options = options;
    this.#levelShock = shockReader(`${options.levelKey}/level`);
    this.#stepsPerUnit = Number(`1e${priceDecimals(options.initialPrice)}`);
    this.#anchorLevel = this.#wander(anchorDay);
  }

  /** All candles of a UTC day, given as days since the epoch; the same whenever and in whatever order it is asked. */
  candlesOfDay(day: number): readonly SyntheticCandle[] {
    if (this.#latest?.day !== day) this.#latest = { day, candles: this.#makeDay(day) };
    return this.#latest.candles;
  }

  #makeDay(day: number): readonly SyntheticCandle[] {
    const { periodSeconds, annualVolatility, dailyVolume, pathKey } = this.#options;
    const steps = secondsPerDay / periodSeconds;
    const random = new RandomStream(`${pathKey}/day/${day}`);
    const meanDeviation = annualVolatility * Math.sqrt(periodSeconds / secondsPerYear);
    const meanVolume = (dailyVolume * periodSeconds) / secondsPerDay;
    const volatility = this.#volatilityOfDay(day);

    const deviations = new Float64Array(steps);
    const path = new Float64Array(steps + 1);
    const shocks = new Float64Array(steps);
    for (let step = 0; step < steps; step++) {
      const shock = random.normal();
      const deviation = meanDeviation * volatility(step * periodSeconds);
      shocks[step] = shock;
      deviations[step] = deviation;
      path[step + 1] = path[step]! + deviation * shock;
    }
    const from = this.#logPrice(day);
    const to = this.#logPrice(day + 1);
    const tilt = (to - from - path[steps]!) / steps;
    for (let step = 0; step < steps; step++) path[step] = from + path[step]! + tilt * step;
    path[steps] = to;

    const candles: SyntheticCandle[] = [];
    let open = this.#round(exponential(from));
    for (let step = 0; step < steps; step++) {
      const start = path[step]!;
      const end = path[step + 1]!;
      const variance = deviations[step]! ** 2;
      const move = end - start;
      const upper = (start + end + Math.sqrt(move * move - 2 * variance * logarithm(random.uniform()))) / 2;
      const lower = (start + end - Math.sqrt(move * move - 2 * variance * logarithm(random.uniform()))) / 2;
      const close = this.#round(exponential(end));
      const activity = (deviations[step]! / meanDeviation) * (0.6 + 0.5 * Math.abs(shocks[step]!));
      const volume = meanVolume * activity * exponential(0.6 * random.normal() - 0.18);
      candles.push({
        ts: day * secondsPerDay + step * periodSeconds,
        open,
        high: Math.max(open, close, this.#round(exponential(upper))),
        low: Math.min(open, close, this.#round(exponential(lower))),
        close,
        volume: Math.max(1e-6, Math.round(volume * 1e6) / 1e6),
      });
      open = close;
    }
    return candles;
  }

  /** The factor by which volatility differs from its mean, by seconds since midnight. */
  #volatilityOfDay(day: number): (seconds: number) => number {
    const slowShocks = shockReader(`${this.#options.levelKey}/volatility`);
    const slowNow = movingAverage(slowWeights, day, slowShocks);
    const slowNext = movingAverage(slowWeights, day + 1, slowShocks);
    const fastShocks = blockShockReader(`${this.#options.levelKey}/activity`);
    const fast = Array.from({ length: blocksPerDay + 1 }, (_, block) =>
      movingAverage(fastWeights, day * blocksPerDay + block, fastShocks),
    );
    const correction = (slowScale ** 2 + fastScale ** 2) / 2;
    return (seconds) => {
      const slow = interpolate(slowNow, slowNext, seconds / secondsPerDay);
      const block = Math.floor(seconds / blockSeconds);
      const inBlock = (seconds - block * blockSeconds) / blockSeconds;
      const quick = interpolate(fast[block]!, fast[block + 1]!, inBlock);
      return exponential(slowScale * slow + fastScale * quick - correction);
    };
  }

  #logPrice(day: number): number {
    return logarithm(this.#options.initialPrice) + this.#wander(day) - this.#anchorLevel;
  }

  /** Log distance of the level at a midnight from its long-run mean. */
  #wander(day: number): number {
    const dailyDeviation = this.#options.annualVolatility * Math.sqrt(secondsPerDay / secondsPerYear);
    let weight = 1;
    let sum = 0;
    for (let age = 0; age < levelDepth; age++) {
      sum += weight * this.#levelShock(day - age);
      weight *= levelDecay;
    }
    return dailyDeviation * sum;
  }

  #round(price: number): number {
    return Math.max(1, Math.round(price * this.#stepsPerUnit)) / this.#stepsPerUnit;
  }
}

/** Weights of a moving average of unit shocks, the latest first, scaled so that the average has unit variance. */
function decayingWeights(decay: number, depth: number): Float64Array {
  const weights = new Float64Array(depth).fill(1);
  for (let age = 1; age < depth; age++) weights[age] = weights[age - 1]! * decay;
  const norm = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
  return weights.map((weight) => weight / norm);
}

function movingAverage(weights: Float64Array, at: number, shock: (index: number) => number): number {
  let sum = 0;
  for (let age = 0; age < weights.length; age++) sum += weights[age]! * shock(at - age);
  return sum;
}

function interpolate(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

function shockReader(key: string): (index: number) => number {
  const known = new Map<number, number>();
  return (index) => {
    let shock = known.get(index);
    if (shock === undefined) {
      shock = new RandomStream(`${key}/${index}`).normal();
      known.set(index, shock);
    }
    return shock;
  };
}

/** Shocks by block since the epoch; the blocks of a day come from one stream. */
function blockShockReader(key: string): (block: number) => number {
  const known = new Map<number, Float64Array>();
  return (block) => {
    const day = Math.floor(block / blocksPerDay);
    let shocks = known.get(day);
    if (shocks === undefined) {
      const random = new RandomStream(`${key}/${day}`);
      shocks = Float64Array.from({ length: blocksPerDay }, () => random.normal());
      known.set(day, shocks);
    }
    return shocks[block - day * blocksPerDay]!;
  };
}

/** Decimals that show a price with about seven significant digits: two at 40000, six at 1. */
function priceDecimals(price: number): number {
  const exponent = Number(price.toExponential().split('e')[1]);
  return Math.min(15, Math.max(0, 6 - exponent));
}
