/** What the name of a file says about the candles in it; what it does not say is undefined. */
export interface NamedCandles {
  readonly source: string | undefined;
  readonly subject: string;
  readonly granularity: string | undefined;
}

type Reader = (match: RegExpExecArray, folders: readonly string[]) => NamedCandles;

/** The names under which exchanges and programs hand candles out, most particular first. */
const shapes: readonly (readonly [RegExp, Reader])[] = [
  // Binance's public archive: BTCUSDT-1m-2024-01.zip, BTCUSDT-1m-2024-01-15.csv
  [
    /^([A-Z0-9]+(?:_[A-Z0-9]+)?)-(\d+(?:mo|[smhdw]))-\d{4}-\d{2}(?:-\d{2})?\.(?:csv|zip)$/,
    ([, subject = '', period]) => ({ source: 'binance', subject, granularity: period }),
  ],
  // freqtrade: data/binance/BTC_USDT-5m.json, data/binance/futures/BTC_USDT_USDT-1h-futures.feather
  [
    /^([A-Z0-9]+)_([A-Z0-9]+)(?:_[A-Z0-9]+)?-(\d+[smhdw])(?:-(futures|mark|index|premiumIndex))?\.(?:json|json\.gz|feather|parquet)$/,
    ([, base = '', quote = '', period, market], folders) => {
      const [data, exchange] = folders.filter((folder) => folder !== 'futures').slice(-2);
      if (data !== 'data' || exchange === undefined) {
        return { source: undefined, subject: base + quote, granularity: period };
      }
      const source = market === undefined ? exchange : `${exchange}-${market}`;
      return { source, subject: base + quote, granularity: period };
    },
  ],
  // Dukascopy: EURUSD_Candlestick_1_M_BID_01.01.2022-31.01.2022.csv
  [
    /^([A-Z0-9.]+)_Candlestick_(\d+)_(s|M|Hour|h|D|d)_(?:BID|ASK)_.*\.csv$/i,
    ([, subject = '', count, unit = '']) => ({
      source: 'dukascopy',
      subject,
      granularity: `${count}${unit.slice(0, 1).toLowerCase()}`,
    }),
  ],
  // CryptoDataDownload: Bitstamp_BTCUSD_1h.csv, Binance_BTCUSDT_2021_minute.csv, gemini_BTCUSD_2020_1min.csv
  [
    /^([A-Za-z]+)_([A-Z0-9]{5,})_(?:\d{4}_)?(1min|minute|1m|1h|hour|hourly|d|1d|daily)\.csv$/,
    ([, exchange = '', subject = '', period = '']) => ({
      source: exchange.toLowerCase(),
      subject,
      granularity: `1${period.replace(/^1/, '').replace('daily', 'd').slice(0, 1)}`,
    }),
  ],
  // TradingView: "BINANCE_BTCUSDT, 60.csv", "COINBASE_BTCUSD, 1D.csv"
  [
    /^([A-Z]+)_([A-Z0-9.]+), (\d+)?([SDH])?(?:_[0-9a-f]+)?\.csv$/,
    ([, exchange = '', subject = '', count, unit]) => ({
      source: exchange.toLowerCase(),
      subject,
      granularity: unit === undefined ? minutes(Number(count)) : `${count ?? 1}${unit.toLowerCase()}`,
    }),
  ],
  // Kraken: XBTUSD_1440.csv
  [
    /^([A-Z0-9]{5,})_(1|5|15|30|60|240|720|1440)\.csv$/,
    ([, subject = '', count]) => ({ source: 'kraken', subject, granularity: minutes(Number(count)) }),
  ],
  // MetaTrader: EURUSD_M1_202201030000_202201312359.csv, EURUSDH4.csv
  [
    /^([A-Z]{6,}|[A-Z0-9.]+(?=_))_?(M|H|D)(\d+)?(?:_\d{8,12})*\.csv$/,
    ([, subject = '', unit = '', count = '1']) => ({
      source: undefined,
      subject,
      granularity: unit === 'M' ? minutes(Number(count)) : `${count}${unit.toLowerCase()}`,
    }),
  ],
];

/**
 * What the name of a candle file suggests; undefined when it is of no known form.
 *
 * @param path of the file; `/` and `\` separate folders
 */
export function readCandleFileName(path: string): NamedCandles | undefined {
  const folders = path.split(/[/\\]/);
  const name = folders.pop() ?? '';
  for (const [shape, read] of shapes) {
    const match = shape.exec(name);
    if (match !== null) return read(match, folders);
  }
  return undefined;
}

function minutes(count: number): string {
  if (count % 1440 === 0) return `${count / 1440}d`;
  return count % 60 === 0 ? `${count / 60}h` : `${count}m`;
}
