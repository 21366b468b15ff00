import { expect, it } from 'vitest';
import { readCandleFileName } from './candle-file-name.ts';

it.each([
  ['BTCUSDT-1m-2024-01.csv', 'binance', 'BTCUSDT', '1m'],
  ['/home/ada/BTCUSDT-1m-2024-01-15.zip', 'binance', 'BTCUSDT', '1m'],
  ['BTCUSDT_240329-1h-2024-01.zip', 'binance', 'BTCUSDT_240329', '1h'],
  ['user_data/data/binance/BTC_USDT-5m.json', 'binance', 'BTCUSDT', '5m'],
  ['BTC_USDT-5m.feather', undefined, 'BTCUSDT', '5m'],
  ['user_data/data/bybit/futures/BTC_USDT_USDT-1h-futures.parquet', 'bybit-futures', 'BTCUSDT', '1h'],
  ['C:\\data\\okx\\futures\\ETH_USDT_USDT-8h-mark.feather', 'okx-mark', 'ETHUSDT', '8h'],
  ['EURUSD_Candlestick_1_M_BID_01.01.2022-31.01.2022.csv', 'dukascopy', 'EURUSD', '1m'],
  ['EURUSD_Candlestick_4_Hour_ASK_01.01.2022-31.01.2022.csv', 'dukascopy', 'EURUSD', '4h'],
  ['Bitstamp_BTCUSD_1h.csv', 'bitstamp', 'BTCUSD', '1h'],
  ['Binance_BTCUSDT_2021_minute.csv', 'binance', 'BTCUSDT', '1m'],
  ['gemini_BTCUSD_2020_1min.csv', 'gemini', 'BTCUSD', '1m'],
  ['Bitfinex_ETHUSD_d.csv', 'bitfinex', 'ETHUSD', '1d'],
  ['BINANCE_BTCUSDT, 240.csv', 'binance', 'BTCUSDT', '4h'],
  ['COINBASE_BTCUSD, 1D.csv', 'coinbase', 'BTCUSD', '1d'],
  ['XBTUSD_1440.csv', 'kraken', 'XBTUSD', '1d'],
  ['ETHEUR_15.csv', 'kraken', 'ETHEUR', '15m'],
  ['EURUSD_M1_202201030000_202201312359.csv', undefined, 'EURUSD', '1m'],
  ['EURUSDH4.csv', undefined, 'EURUSD', '4h'],
])('D27 reads the name %s', (path, source, subject, granularity) => {
  expect(readCandleFileName(path)).toEqual({ source, subject, granularity });
});

it.each(['candles.csv', 'btc.csv', 'BTC-USD.csv', 'report_2022.csv', ''])(
  'D27 reads nothing into %s',
  (path) => {
    expect(readCandleFileName(path)).toBeUndefined();
  },
);
