import type { ConfiguredFeed } from '../config.ts';
import { BinanceProvider } from './binance-provider.ts';
import { CsvProvider } from './csv-provider.ts';
import type { HistoryProvider } from './history-provider.ts';
import type { ProviderTools } from './patience.ts';
import { SyntheticProvider } from './synthetic-provider.ts';

/** The provider that a configured feed names. */
export function createProvider({ feed, provider }: ConfiguredFeed, tools: ProviderTools): HistoryProvider {
  switch (provider.type) {
    case 'csv':
      return new CsvProvider(feed, provider);
    case 'synthetic':
      return new SyntheticProvider(feed, provider);
    case 'binance':
      return new BinanceProvider(feed, provider, tools);
  }
}
