import { bisect } from '../statistics/bisect.ts';
import { granularitySeconds } from './feed.ts';

/** Candles as a chart draws them: opening times in seconds since the epoch, UTC, ascending; prices in the quote unit. */
export interface CandleSeries {
  readonly ts: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** Widths that people read easily, in seconds: each divides the next. */
const widths = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 14_400, 43_200, 86_400, 432_000, 2_592_000];

/**
 * The least width of buckets, in seconds, with which a span has at most `most` of them: a width that people read easily
 * and that whole candles fill. Buckets begin at multiples of it. Of two widths of a feed, the smaller divides the larger.
 *
 * @param granularity of the feed; one that names no period counts as seconds
 */
export function bucketSeconds(granularity: string, from: number, to: number, most: number): number {
  const candle = granularitySeconds(granularity) ?? 1;
  const buckets = (width: number): number => Math.floor(to / width) - Math.floor(from / width) + 1;
  const possible = [candle, ...widths.filter((width) => width > candle && width % candle === 0)];
  const found = possible.find((width) => buckets(width) <= most);
  if (found !== undefined) return found;
  let width = possible.at(-1) as number;
  while (buckets(width) > most) width *= 2;
  return width;
}

/**
 * Puts candles together: of each bucket the first open, the highest high, the lowest low and the last close. A bucket
 * without candles is left out.
 */
export class CandleBuckets {
  readonly #seconds: number;
  #columns: CandleSeries;
  #length = 0;

  constructor(seconds: number) {
    this.#seconds = seconds;
    this.#columns = allocate(1024);
  }

  /** Takes in candles that are not earlier than those before; prices must be finite. */
  add(candles: CandleSeries, length = candles.ts.length): void {
    let { ts, open, high, low, close } = this.#columns;
    for (let row = 0; row < length; row++) {
      const bucket = Math.floor((candles.ts[row] as number) / this.#seconds) * this.#seconds;
      const last = this.#length - 1;
      if (last >= 0 && ts[last] === bucket) {
        high[last] = Math.max(high[last] as number, candles.high[row] as number);
        low[last] = Math.min(low[last] as number, candles.low[row] as number);
        close[last] = candles.close[row] as number;
        continue;
      }
      if (this.#length === ts.length) ({ ts, open, high, low, close } = this.#grow());
      const at = this.#length++;
      ts[at] = bucket;
      open[at] = candles.open[row] as number;
      high[at] = candles.high[row] as number;
      low[at] = candles.low[row] as number;
      close[at] = candles.close[row] as number;
    }
  }

  finish(): CandleSeries {
    return mapColumns(this.#columns, (column) => column.slice(0, this.#length));
  }

  #grow(): CandleSeries {
    const grown = allocate(2 * this.#length);
    for (const name of columnNames) grown[name].set(this.#columns[name]);
    this.#columns = grown;
    return grown;
  }
}

/** The candles that open from one time to another, both included, as views of the same memory. */
export function candlesBetween(candles: CandleSeries, from: number, to: number): CandleSeries {
  const start = bisect(candles.ts, (ts) => ts >= from);
  const end = Math.max(
    start,
    bisect(candles.ts, (ts) => ts > to),
  );
  return mapColumns(candles, (column) => column.subarray(start, end));
}

const columnNames = ['ts', 'open', 'high', 'low', 'close'] as const;

function allocate(length: number): CandleSeries {
  const column = (): Float64Array => new Float64Array(length);
  return { ts: column(), open: column(), high: column(), low: column(), close: column() };
}

function mapColumns(candles: CandleSeries, map: (column: Float64Array) => Float64Array): CandleSeries {
  const { ts, open, high, low, close } = candles;
  return { ts: map(ts), open: map(open), high: map(high), low: map(low), close: map(close) };
}
