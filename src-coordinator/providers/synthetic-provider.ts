import { z } from 'zod';
import { granularitySeconds, type Feed } from '../../src-core/feed/feed.ts';
import { secondsPerDay } from '../../src-core/time/utc.ts';
import type { HistoryProvider, HistoryRecord, PageRequest } from './history-provider.ts';
import { SyntheticMarket } from './synthetic-market.ts';

export const syntheticProviderSchema = z.strictObject({
  type: z.literal('synthetic'),
  seed: z.int().describe('Fixes every candle; the same seed and feed give the same candles everywhere'),
  initial_price: z
    .number()
    .min(1e-9)
    .max(1e12)
    .describe('Price at 2020-01-01, around which the price wanders'),
  annual_volatility: z.number().min(0.001).max(5).default(0.6).describe('Of the log price over a year'),
  daily_volume: z
    .number()
    .min(1e-3)
    .max(1e15)
    .default(15_000)
    .describe('Mean volume of a day, in units of the subject'),
});
export type SyntheticProviderConfig = z.infer<typeof syntheticProviderSchema>;

/** Seeded stochastic-volatility candles of any range; each one says in `meta` that it is synthetic. */
export class SyntheticProvider implements HistoryProvider {
  readonly pageSize: number;
  readonly #market: SyntheticMarket;

  /** @param feed a candle feed whose granularity divides a day */
  constructor(feed: Feed, config: SyntheticProviderConfig) {
    const periodSeconds = granularitySeconds(feed.granularity) ?? secondsPerDay;
    const levelKey = `${config.seed}/${feed.source}/${feed.subject}`;
    this.#market = new SyntheticMarket({
      levelKey,
      pathKey: `${levelKey}/${feed.granularity}`,
      initialPrice: config.initial_price,
      annualVolatility: config.annual_volatility,
      dailyVolume: config.daily_volume,
      periodSeconds,
    });
    // Ten days of minutes, but never a fraction of a day: a day split over pages is written twice.
    this.pageSize = Math.max(14_400, secondsPerDay / periodSeconds);
  }

  fetchPage(request: PageRequest): Promise<readonly HistoryRecord[]> {
    const records: HistoryRecord[] = [];
    const firstDay = Math.floor(request.startSeconds / secondsPerDay);
    for (let day = firstDay; day * secondsPerDay < request.endSeconds; day++) {
      for (const candle of this.#market.candlesOfDay(day)) {
        if (candle.ts < request.startSeconds) continue;
        if (candle.ts >= request.endSeconds || records.length >= request.limit)
          return Promise.resolve(records);
        records.push({ ...candle, meta: '{"synthetic":true}' });
      }
    }
    return Promise.resolve(records);
  }
}
