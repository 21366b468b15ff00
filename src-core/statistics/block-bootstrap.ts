import { SeededRandom } from '../numeric/seeded-random.ts';
import { correlationFromMoments } from './correlation.ts';
import { mean, sampleStandardDeviation } from './mean-and-error.ts';
import { quantileOfSorted } from './quantile.ts';

export interface BootstrapOptions {
  readonly seed: number;
  /** Length of a block in rows; see {@link bootstrapBlockLength}. */
  readonly blockLength: number;
  readonly resamples?: number;
  /** Share of resamples inside the interval, 0 to 1. */
  readonly confidence?: number;
}

/** A percentile interval and the spread of the resampled statistic, both in its unit; NaN below two values. */
export interface BootstrapInterval {
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  readonly confidence: number;
  readonly resamples: number;
  readonly blockLength: number;
}

const defaultResamples = 1000;
const defaultConfidence = 0.95;

/** A resample is made of at most this many blocks, which bounds the time of a bootstrap whatever n is. */
const mostBlocks = 512;

/**
 * Length of a block for `count` rows of which `overlap` in a row share part of their outcome: at least the cube root of
 * n (the rate of Künsch 1989 and Hall, Horowitz and Jing 1995), twice the overlap, and n / 512; at most n.
 */
export function bootstrapBlockLength(count: number, overlap: number): number {
  let cubeRoot = Math.floor(count ** (1 / 3));
  while (cubeRoot ** 3 < count) cubeRoot++;
  return Math.max(1, Math.min(count, Math.max(cubeRoot, 2 * overlap, Math.ceil(count / mostBlocks))));
}

/**
 * Moving-block bootstrap (Künsch, Annals of Statistics 17, 1989) of a mean: blocks of neighbours are drawn with
 * replacement, so that their correlation survives; the last block is cut to give n rows. Sums of blocks come from
 * running sums, so a resample costs one step per block.
 */
export function bootstrapMean(values: Float64Array, options: BootstrapOptions): BootstrapInterval {
  const count = values.length;
  if (count < 2) return notDefined(options);
  const average = mean(values);
  const running = new Float64Array(count + 1);
  for (let index = 0; index < count; index++) {
    running[index + 1] = (running[index] as number) + ((values[index] as number) - average);
  }
  return bootstrap(count, options, (starts, lengths) => {
    let sum = 0;
    for (let block = 0; block < starts.length; block++) {
      const start = starts[block] as number;
      sum += (running[start + (lengths[block] as number)] as number) - (running[start] as number);
    }
    return average + sum / count;
  });
}

/**
 * Moving-block bootstrap of Pearson's correlation of two columns, drawn in pairs. Given ranks of the whole sample, it
 * is the bootstrap of a rank correlation without ranking each resample again: an approximation, exact but for ties
 * that resampling creates, and O(blocks) instead of O(n log n) a resample. A resample in which a column does not vary
 * counts as 0.
 */
export function bootstrapCorrelation(
  x: Float64Array,
  y: Float64Array,
  options: BootstrapOptions,
): BootstrapInterval {
  const count = Math.min(x.length, y.length);
  if (count < 2) return notDefined(options);
  const running = runningMoments(x, y, count);
  return bootstrap(count, options, (starts, lengths) => {
    let sumX = 0;
    let sumY = 0;
    let squaresX = 0;
    let squaresY = 0;
    let products = 0;
    for (let block = 0; block < starts.length; block++) {
      const from = (starts[block] as number) * momentColumns;
      const to = from + (lengths[block] as number) * momentColumns;
      sumX += (running[to] as number) - (running[from] as number);
      sumY += (running[to + 1] as number) - (running[from + 1] as number);
      squaresX += (running[to + 2] as number) - (running[from + 2] as number);
      squaresY += (running[to + 3] as number) - (running[from + 3] as number);
      products += (running[to + 4] as number) - (running[from + 4] as number);
    }
    const correlation = correlationFromMoments(
      products - (sumX * sumY) / count,
      squaresX - (sumX * sumX) / count,
      squaresY - (sumY * sumY) / count,
    );
    return Number.isNaN(correlation) ? 0 : Math.max(-1, Math.min(1, correlation));
  });
}

const momentColumns = 5;

/** Running sums of x, y, x², y² and xy around the means, five to a row, so that a look-up touches one cache line. */
function runningMoments(x: Float64Array, y: Float64Array, count: number): Float64Array {
  const averageX = mean(x, 0, count);
  const averageY = mean(y, 0, count);
  const running = new Float64Array((count + 1) * momentColumns);
  let sumX = 0;
  let sumY = 0;
  let squaresX = 0;
  let squaresY = 0;
  let products = 0;
  for (let index = 0; index < count; index++) {
    const deviationX = (x[index] as number) - averageX;
    const deviationY = (y[index] as number) - averageY;
    sumX += deviationX;
    sumY += deviationY;
    squaresX += deviationX * deviationX;
    squaresY += deviationY * deviationY;
    products += deviationX * deviationY;
    const row = (index + 1) * momentColumns;
    running[row] = sumX;
    running[row + 1] = sumY;
    running[row + 2] = squaresX;
    running[row + 3] = squaresY;
    running[row + 4] = products;
  }
  return running;
}

/** @param statistic value of one resample, from where its blocks start and how long they are */
function bootstrap(
  count: number,
  options: BootstrapOptions,
  statistic: (starts: Uint32Array, lengths: Uint32Array) => number,
): BootstrapInterval {
  const { resamples = defaultResamples, confidence = defaultConfidence } = options;
  const blockLength = Math.max(1, Math.min(options.blockLength, count));
  const blockCount = Math.ceil(count / blockLength);
  const starts = new Uint32Array(blockCount);
  const lengths = new Uint32Array(blockCount).fill(blockLength);
  lengths[blockCount - 1] = count - (blockCount - 1) * blockLength;
  const random = new SeededRandom(options.seed);
  const possibleStarts = count - blockLength + 1;
  const results = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    random.fillBelow(starts, possibleStarts);
    results[resample] = statistic(starts, lengths);
  }
  results.sort();
  return {
    low: quantileOfSorted(results, (1 - confidence) / 2),
    high: quantileOfSorted(results, (1 + confidence) / 2),
    standardError: sampleStandardDeviation(results),
    confidence,
    resamples,
    blockLength,
  };
}

function notDefined(options: BootstrapOptions): BootstrapInterval {
  return {
    low: Number.NaN,
    high: Number.NaN,
    standardError: Number.NaN,
    confidence: options.confidence ?? defaultConfidence,
    resamples: options.resamples ?? defaultResamples,
    blockLength: options.blockLength,
  };
}
