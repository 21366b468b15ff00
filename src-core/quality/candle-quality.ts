import { exponential } from '../numeric/exponential.ts';
import { logarithm } from '../numeric/logarithm.ts';
import { quantileOfSorted } from '../statistics/quantile.ts';
import { secondsPerDay } from '../time/utc.ts';
import {
  noFaults,
  type CandleGap,
  type FaultCounts,
  type FaultExample,
  type FaultKind,
} from './candle-faults.ts';
import type { CandleColumns } from '../feed/candle.ts';

/**
 * The version of the rules below; counts that were kept by other rules are counted anew. Raise it with every change that
 * can change a count.
 */
export const qualityRules = 1;

/** A spike moves at least so many times as far as the median return of its day, either way. */
export const spikeMedians = 50;
/** And at least so far, as a logarithm: about 2 %. */
export const spikeLeast = 0.02;
/** With fewer returns than these a day has no median to speak of. */
const leastReturns = 5;
/** A flat stretch without volume is at least so many candles long, and so many seconds. */
const flatCandles = 30;
const flatSeconds = 600;
/** Shorter stretches than this say nothing, however few candles a day has. */
const leastFlatCandles = 6;

const examplesOfKind = 5;
const gapsListed = 50;

const spikeUp = exponential(spikeLeast);
const spikeDown = exponential(-spikeLeast);
/** Far more than logarithms and powers are off, so that rounding never decides. */
const rounding = 1e-6;
const noPrices: ReadonlyMap<number, number> = new Map();

/** What was found in the candles of one subject over a range. */
export interface CandleQualityReport {
  /** Rows inside the range, as they are stored. */
  readonly rows: number;
  /** Periods of the range; null when the granularity names no period of a day or less. */
  readonly expected: number | null;
  readonly counts: FaultCounts;
  /** The first ones. */
  readonly gaps: readonly CandleGap[];
  /** The first few of each kind, `missing` and `gap` apart. */
  readonly examples: readonly FaultExample[];
  /** Whether the first and the last period of the range have no candle: a gap may go on there. */
  readonly startsMissing: boolean;
  readonly endsMissing: boolean;
}

/** The periods, counted from the epoch, that open inside of a range whose ends are both included. */
export function periodsBetween(startSeconds: number, endSeconds: number, periodSeconds: number): number {
  return Math.max(0, Math.floor(endSeconds / periodSeconds) - Math.ceil(startSeconds / periodSeconds) + 1);
}

/** The period of a granularity, where days can be judged by it. */
export function judgedPeriod(periodSeconds: number | undefined): number | null {
  return periodSeconds === undefined || periodSeconds > secondsPerDay ? null : periodSeconds;
}

/**
 * Counts what is odd about the candles of one subject, in one look at rows as they lie in their files. The one and only
 * counter: the ledger, the calendar, the pre-flight and the result all have their figures from here, so that they agree.
 *
 * Rows outside the range count for nothing. Of rows with the same time the last with a price is the candle, the others
 * are `duplicate`; a row whose time is before the row above it is `out_of_order`; a row that has neither a finite close
 * nor a price of its own in `meta` is `without_price` and no candle. Of the candles, taken in time order:
 *
 * - `missing`: periods of the range (multiples of the granularity since the epoch) in which no candle opens; `gap`: runs
 *   of them. `off_grid`: the time is no multiple of the granularity; the candle still fills the period it lies in.
 * - `not_positive`: a price is zero or less. `inconsistent`: high below low, or open or close outside of them. A missing
 *   open, high or low is the close.
 * - `spike`: |ln(close / close before)| > max({@link spikeMedians} x median, {@link spikeLeast}), between candles of
 *   successive periods of one UTC day; the median is of the absolute returns of that day, which single spikes do not
 *   move (Huber and Ronchetti, Robust Statistics, 2009, 1.2: the median breaks down at one half), and days with fewer
 *   than 5 returns are not judged. A single bad close counts twice: there and back. The multiple is well above what
 *   markets do: a month of Bitcoin minutes and a year of EURUSD hours stay below 36 medians.
 * - `flat`: successive candles of one UTC day with the same open, high, low and close: at least 30 and ten minutes of them
 *   when all but the first have no volume, twice as many with any volume. Where a day has fewer candles than that, all
 *   of it (if these are at least 6).
 */
export class CandleQuality {
  readonly #period: number | null;
  readonly #start: number;
  readonly #end: number;
  /** Opening time of the last period of the range. */
  readonly #lastPeriod: number;
  readonly #flatSilent: number;
  readonly #flatAny: number;
  readonly #counts = noFaults();
  readonly #examples: FaultExample[] = [];
  readonly #gaps: CandleGap[] = [];
  /** Opening time of the first period of the range. */
  readonly #firstPeriod: number;
  #rows = 0;
  /** Opening time of the first period of which nothing is known yet. */
  #nextPeriod: number;
  #meta = noPrices;

  /**
   * @param periodSeconds of the granularity; null when it names none
   * @param startSeconds first and last moment of the range, seconds since the epoch, UTC, both included
   */
  constructor(periodSeconds: number | null, startSeconds: number, endSeconds: number) {
    const period = judgedPeriod(periodSeconds ?? undefined);
    this.#period = period;
    this.#start = startSeconds;
    this.#end = endSeconds;
    this.#firstPeriod = period === null ? Number.NaN : Math.ceil(startSeconds / period) * period;
    this.#nextPeriod = this.#firstPeriod;
    this.#lastPeriod = period === null ? Number.NaN : Math.floor(endSeconds / period) * period;
    const candlesOfDay = period === null ? Infinity : Math.floor(secondsPerDay / period);
    const silent = Math.max(flatCandles, Math.ceil(flatSeconds / (period ?? 1)));
    const least = (candles: number): number => Math.max(leastFlatCandles, Math.min(candles, candlesOfDay));
    this.#flatSilent = least(silent);
    this.#flatAny = least(2 * silent);
  }

  /**
   * Takes in the next rows, in the order of their file; each UTC day must come whole and once.
   *
   * @param columns a row may lack anything but its time, as NaN
   * @param metaPrice price out of `meta` by row, for rows whose close is not finite
   */
  add(columns: CandleColumns, metaPrice: ReadonlyMap<number, number> = noPrices): void {
    const { ts, length } = columns;
    this.#meta = metaPrice;
    let from = 0;
    while (from < length) {
      let previous = ts[from] as number;
      const midnight = Math.floor(previous / secondsPerDay) * secondsPerDay;
      const nextMidnight = midnight + secondsPerDay;
      let isAscending = true;
      let to = from + 1;
      for (; to < length; to++) {
        const at = ts[to] as number;
        if (!(at >= midnight && at < nextMidnight)) break;
        if (at <= previous) isAscending = false;
        previous = at;
      }
      this.#takeDay(columns, from, to, isAscending ? undefined : this.#inOrder(columns, from, to));
      from = to;
    }
  }

  /** What was found in all that was taken in; to be called once. */
  finish(): CandleQualityReport {
    const period = this.#period;
    const endsMissing = period !== null && this.#nextPeriod <= this.#lastPeriod;
    if (period !== null && endsMissing) this.#addGap(this.#lastPeriod + period);
    return {
      rows: this.#rows,
      expected: period === null ? null : periodsBetween(this.#start, this.#end, period),
      counts: this.#counts,
      gaps: this.#gaps,
      examples: this.#examples,
      startsMissing: this.#gaps[0]?.start === this.#firstPeriod,
      endsMissing,
    };
  }

  /** The candles of a day that is not in order, by row: sorted by time, one for each. */
  #inOrder(columns: CandleColumns, from: number, to: number): Uint32Array {
    const { ts, close } = columns;
    const isInside = (row: number): boolean =>
      (ts[row] as number) >= this.#start && (ts[row] as number) <= this.#end;
    for (let row = from + 1; row < to; row++) {
      if ((ts[row] as number) < (ts[row - 1] as number) && isInside(row)) {
        this.#note('out_of_order', columns, row);
      }
    }
    const order = Uint32Array.from({ length: to - from }, (_, index) => from + index).sort(
      (left, right) => (ts[left] as number) - (ts[right] as number) || left - right,
    );
    let kept = 0;
    for (const row of order) {
      if (isInside(row) && !Number.isFinite(this.#closeOf(close, row))) {
        this.#rows++;
        this.#note('without_price', columns, row);
        continue;
      }
      if (kept > 0 && ts[order[kept - 1] as number] === ts[row]) {
        kept--;
        if (isInside(row)) {
          this.#rows++;
          this.#note('duplicate', columns, row);
        }
      }
      order[kept++] = row;
    }
    return order.subarray(0, kept);
  }

  #takeDay(columns: CandleColumns, from: number, to: number, order: Uint32Array | undefined): void {
    const { ts, open, high, low, close, volume } = columns;
    const count = order === undefined ? to - from : order.length;
    const start = this.#start;
    const end = this.#end;
    // Not null but NaN, which equals nothing: numbers alone keep this loop fast.
    const period = this.#period ?? Number.NaN;
    const hasNoPeriod = this.#period === null;
    const flatSilent = this.#flatSilent;
    let nextPeriod = this.#nextPeriod;
    let rows = 0;
    let previousAt = Number.NaN;
    let previousOpen = Number.NaN;
    let previousHigh = Number.NaN;
    let previousLow = Number.NaN;
    let previousClose = Number.NaN;
    let highest = Number.NaN;
    let lowest = Number.NaN;
    let flatRow = 0;
    let flatLength = 0;
    let flatHasVolume = false;
    let mayHaveSpikes = false;
    for (let index = 0; index < count; index++) {
      const row = order === undefined ? from + index : (order[index] as number);
      const at = ts[row] as number;
      if (at < start || at > end) continue;
      rows++;
      let o = open[row] as number;
      let h = high[row] as number;
      let l = low[row] as number;
      let c = close[row] as number;
      // True for nearly every row: all four are numbers, above zero, and within low and high.
      if (!(l > 0 && l <= o && l <= c && o <= h && c <= h && h < Infinity)) {
        c = this.#closeOf(close, row);
        if (!Number.isFinite(c)) {
          this.#note('without_price', columns, row);
          continue;
        }
        o = Number.isFinite(o) ? o : c;
        h = Number.isFinite(h) ? h : c;
        l = Number.isFinite(l) ? l : c;
        if (l <= 0 || o <= 0 || c <= 0 || h <= 0) this.#note('not_positive', columns, row);
        if (l > h || l > o || l > c || o > h || c > h) this.#note('inconsistent', columns, row);
      }
      if (at === nextPeriod) {
        nextPeriod += period;
      } else if (!hasNoPeriod) {
        this.#nextPeriod = nextPeriod;
        this.#takeOddTime(columns, row);
        nextPeriod = this.#nextPeriod;
      }
      const isNext = at - previousAt === period || hasNoPeriod;
      if (isNext && (c > highest || c < lowest)) mayHaveSpikes = true;
      if (isNext && c === previousClose && o === previousOpen && h === previousHigh && l === previousLow) {
        flatLength++;
        if ((volume[row] as number) > 0) flatHasVolume = true;
      } else {
        if (flatLength >= flatSilent) this.#endFlat(columns, flatRow, flatLength, flatHasVolume);
        flatRow = row;
        flatLength = 1;
        flatHasVolume = false;
      }
      previousAt = at;
      previousOpen = o;
      previousHigh = h;
      previousLow = l;
      previousClose = c;
      highest = c * spikeUp;
      lowest = c * spikeDown;
    }
    this.#rows += rows;
    this.#nextPeriod = nextPeriod;
    if (flatLength >= flatSilent) this.#endFlat(columns, flatRow, flatLength, flatHasVolume);
    // Few days have a return above the least one, so few need the median of theirs.
    if (mayHaveSpikes) this.#countSpikes(columns, from, to, order);
  }

  /** A candle that does not open with the next period that is waited for. */
  #takeOddTime(columns: CandleColumns, row: number): void {
    const at = columns.ts[row] as number;
    const period = this.#period as number;
    const opening = Math.floor(at / period) * period;
    if (opening !== at) this.#note('off_grid', columns, row);
    if (opening > this.#nextPeriod) this.#addGap(opening);
    this.#nextPeriod = Math.max(this.#nextPeriod, opening + period);
  }

  #endFlat(columns: CandleColumns, row: number, length: number, hasVolume: boolean): void {
    if (!hasVolume || length >= this.#flatAny) this.#note('flat', columns, row, { periods: length });
  }

  #countSpikes(columns: CandleColumns, from: number, to: number, order: Uint32Array | undefined): void {
    const { ts, close } = columns;
    const count = order === undefined ? to - from : order.length;
    const hasNoPeriod = this.#period === null;
    const rows = new Uint32Array(count);
    const ratios = new Float64Array(count);
    let returns = 0;
    let previousAt = Number.NaN;
    let previousClose = Number.NaN;
    for (let index = 0; index < count; index++) {
      const row = order === undefined ? from + index : (order[index] as number);
      const at = ts[row] as number;
      const price = this.#closeOf(close, row);
      if (at < this.#start || at > this.#end || !Number.isFinite(price)) continue;
      const isNext = at - previousAt === this.#period || hasNoPeriod;
      if (isNext && price > 0 && previousClose > 0) {
        rows[returns] = row;
        ratios[returns++] = price / previousClose;
      }
      previousAt = at;
      previousClose = price;
    }
    if (returns < leastReturns) return;
    const threshold = spikeThreshold(ratios.subarray(0, returns));
    for (let index = 0; index < returns; index++) {
      const ratio = ratios[index] as number;
      if (isSurelySmall(ratio)) continue;
      const change = logarithm(ratio);
      if (Math.abs(change) > threshold) this.#note('spike', columns, rows[index] as number, { change });
    }
  }

  #closeOf(close: Float64Array, row: number): number {
    const price = close[row] as number;
    return Number.isFinite(price) ? price : (this.#meta.get(row) ?? Number.NaN);
  }

  /** Everything from the next period on is missing, up to one that is not. */
  #addGap(until: number): void {
    const gap = {
      start: this.#nextPeriod,
      periods: (until - this.#nextPeriod) / (this.#period as number),
    };
    this.#counts.gap++;
    this.#counts.missing += gap.periods;
    if (this.#gaps.length < gapsListed) this.#gaps.push(gap);
  }

  #note(
    kind: FaultKind,
    { ts, open, high, low, close }: CandleColumns,
    row: number,
    more: { periods?: number; change?: number } = {},
  ): void {
    if (this.#counts[kind]++ >= examplesOfKind) return;
    this.#examples.push({
      kind,
      at: ts[row] as number,
      open: finiteOrNull(open[row]),
      high: finiteOrNull(high[row]),
      low: finiteOrNull(low[row]),
      close: finiteOrNull(close[row]),
      periods: more.periods ?? null,
      change: more.change ?? null,
    });
  }
}

/**
 * What a return of a day has to exceed, as a logarithm, to be a spike. Where counting tells already that no return is
 * one, or that all are which are large enough, infinity or {@link spikeLeast} stands for the true threshold: that takes a
 * tenth of the time of logarithms and sorting, and nearly every day with large returns ends there.
 *
 * @param ratios of close over close before; all above zero
 */
function spikeThreshold(ratios: Float64Array): number {
  let largest = 0;
  let leastLarge = Infinity;
  for (let index = 0; index < ratios.length; index++) {
    if (isSurelySmall(ratios[index] as number)) continue;
    const size = Math.abs(logarithm(ratios[index] as number));
    if (size > largest) largest = size;
    if (size < leastLarge) leastLarge = size;
  }
  // Of an even number of returns, the median lies between the two in the middle.
  const half = ratios.length / 2;
  if (countWithin(ratios, (largest / spikeMedians) * (1 + rounding)) < half - 1) return Infinity;
  if (countWithin(ratios, (leastLarge / spikeMedians) * (1 - rounding)) > half + 1) return spikeLeast;
  const sizes = ratios.map((ratio) => Math.abs(logarithm(ratio))).sort();
  return Math.max(spikeMedians * quantileOfSorted(sizes, 0.5), spikeLeast);
}

/** Whether a return is too small for a spike, however calm its day is. */
function isSurelySmall(ratio: number): boolean {
  return ratio >= spikeDown * (1 + rounding) && ratio <= spikeUp * (1 - rounding);
}

/** How many returns are at most so large, as a logarithm. */
function countWithin(ratios: Float64Array, size: number): number {
  const above = exponential(size);
  const below = exponential(-size);
  let count = 0;
  for (let index = 0; index < ratios.length; index++) {
    const ratio = ratios[index] as number;
    if (ratio >= below && ratio <= above) count++;
  }
  return count;
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
