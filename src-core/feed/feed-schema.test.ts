import { expect, it } from 'vitest';
import { parseFeedPath } from './feed-schema.ts';

it.each(['a/BTC/USD/candle/1m', 'a/BTC USD/candle/1m', 'a/B/candles/1m'])(
  'a feed that is none is refused with what its parts may hold: %s',
  (text) => {
    expect(() => parseFeedPath(text)).toThrow(
      `"${text}" is not a feed. Write SOURCE/SUBJECT/KIND/GRANULARITY, for example binance/BTCUSDT/candle/1m: the kind is ` +
        'one of candle, tick, depth, funding, the other parts have letters, digits and . _ : + - only.',
    );
  },
);
