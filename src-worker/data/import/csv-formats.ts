import type { ImportFormat } from '../../../src-core/data/candle-import.ts';
import { normaliseName } from './column-names.ts';

/** Which exchange or program writes such a header, by the names that only it uses. */
export function formatOfHeader(names: readonly string[], above: readonly string[]): ImportFormat {
  const normal = names.map(normaliseName);
  const has = (...wanted: readonly string[]): boolean => wanted.every((name) => normal.includes(name));
  const starts = (...wanted: readonly string[]): boolean =>
    wanted.every((name, index) => normal[index] === name);
  if (names[0]?.trim().toUpperCase() === '<DATE>') return 'metatrader';
  if (above.some((line) => /cryptodatadownload/i.test(line)) || starts('unix', 'date', 'symbol')) {
    return 'cryptodatadownload';
  }
  if (has('date', 'adj_close')) return 'yahoo';
  if (starts('gmt_time') || starts('local_time')) return 'dukascopy';
  if (has('open_time', 'taker_buy_volume') || has('open_time', 'taker_buy_base_asset_volume'))
    return 'binance';
  if (starts('time', 'low', 'high', 'open', 'close', 'volume')) return 'coinbase';
  if (starts('time', 'open', 'high', 'low', 'close') && (names.includes('Volume') || names.length === 5)) {
    return 'tradingview';
  }
  return 'csv';
}

const binanceNames = [
  'open_time',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'close_time',
  'quote_volume',
  'count',
  'taker_buy_volume',
  'taker_buy_quote_volume',
  'ignore',
];

interface Layout {
  readonly format: ImportFormat;
  readonly names: readonly string[];
  /** Where open, high, low and close stand: of a layout, all rows must have no price above the high or below the low. */
  readonly prices: readonly [number, number, number, number];
  /** What the other columns must look like. */
  readonly fits: (row: readonly string[]) => boolean;
}

const isCount = (text: string | undefined): boolean => /^\d+(\.0+)?$/.test(text?.trim() ?? '');
const isEpoch = (text: string | undefined): boolean => /^\d{9,19}(\.\d+)?$/.test(text?.trim() ?? '');

/** Files without header that their shape tells apart. */
const layouts: readonly Layout[] = [
  {
    format: 'binance',
    names: binanceNames,
    prices: [1, 2, 3, 4],
    fits: (row) => isEpoch(row[0]) && isEpoch(row[6]) && isCount(row[8]) && Number(row[6]) > Number(row[0]),
  },
  {
    format: 'kraken',
    names: ['time', 'open', 'high', 'low', 'close', 'volume', 'trades'],
    prices: [1, 2, 3, 4],
    fits: (row) => isEpoch(row[0]) && isCount(row[6]),
  },
  {
    format: 'metatrader',
    names: ['date', 'time', 'open', 'high', 'low', 'close', 'volume'],
    prices: [2, 3, 4, 5],
    fits: (row) => /^\d{4}\.\d{2}\.\d{2}$/.test(row[0] ?? '') && /^\d{2}:\d{2}/.test(row[1] ?? ''),
  },
  {
    format: 'csv',
    names: ['time', 'open', 'high', 'low', 'close', 'volume'],
    prices: [1, 2, 3, 4],
    fits: () => true,
  },
  {
    format: 'coinbase',
    names: ['time', 'low', 'high', 'open', 'close', 'volume'],
    prices: [3, 2, 1, 4],
    fits: (row) => isEpoch(row[0]),
  },
];

/**
 * What a file without header is, when exactly one layout fits its first rows; else its columns are numbered, to be named
 * by the user.
 */
export function formatOfRows(
  columns: number,
  sample: readonly (readonly string[])[],
): { readonly format: ImportFormat; readonly names: readonly string[] } {
  const fitting = layouts.filter(
    ({ names, prices, fits }) =>
      names.length === columns && sample.every((row) => fits(row) && isCandle(row, prices)),
  );
  const [layout, another] = fitting;
  if (layout !== undefined && another === undefined) return { format: layout.format, names: layout.names };
  return { format: 'csv', names: Array.from({ length: columns }, (_, index) => String(index + 1)) };
}

function isCandle(row: readonly string[], prices: Layout['prices']): boolean {
  const [open, high, low, close] = prices.map((at) => Number((row[at] ?? '').replace(',', '.')));
  if (open === undefined || high === undefined || low === undefined || close === undefined) return false;
  return high >= Math.max(open, close) && low <= Math.min(open, close);
}
