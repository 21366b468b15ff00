import { fromErrorEnvelope } from '../../../../src-core/errors/hindcast-error.ts';
import { parseFeedPath } from '../../../../src-core/feed/feed-schema.ts';
import { CoordinatorClient } from '../../coordinator/coordinator-client.ts';
import { CandleCache } from '../candle-cache.ts';
import { pullCandles } from '../pull/pull-candles.ts';

/** A process of its own that pulls one day and tells its parent of every byte, so that it can be killed midway. */
const [baseUrl = '', root = '', feed = '', day = ''] = process.argv.slice(2);
await pullCandles(
  {
    cache: new CandleCache(root),
    quarantine: `${root}-quarantine`,
    client: new CoordinatorClient({ baseUrl }),
    inspect: () =>
      Promise.reject(fromErrorEnvelope({ code: 'INTERNAL', message: 'the file should never be whole' })),
    now: () => new Date(),
  },
  {
    feed: parseFeedPath(feed),
    firstDay: day,
    lastDay: day,
    refresh: false,
    onProgress: (progress) => process.send?.(progress),
  },
);
