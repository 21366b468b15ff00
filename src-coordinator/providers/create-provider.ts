import type { ConfiguredFeed } from '../config.ts';
import { BinanceProvider } from './binance-provider.ts';
import { CsvProvider } from './csv-provider.ts';
import type { HistoryProvider } from './history-provider.ts';
import type { IncomingFiles } from './incoming-files.ts';
import { ParquetProvider } from './parquet-provider.ts';
import type { ProviderTools } from './patience.ts';
import { SyntheticProvider } from './synthetic-provider.ts';

/** What providers of all types need. */
export interface ProviderSurroundings {
  readonly tools: ProviderTools;
  readonly incoming: IncomingFiles;
  /** Where the keys of other coordinators are. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The provider that a configured feed names.
 *
 * @throws HindcastError `BAD_INPUT` when a key that it needs is not in the environment
 */
export function createProvider(
  { feed, provider }: ConfiguredFeed,
  { tools, incoming, environment }: ProviderSurroundings,
): HistoryProvider {
  switch (provider.type) {
    case 'csv':
      return new CsvProvider(feed, provider);
    case 'synthetic':
      return new SyntheticProvider(feed, provider);
    case 'binance':
      return new BinanceProvider(feed, provider, tools);
    case 'parquet':
      return new ParquetProvider(feed, provider, tools, incoming, environment);
  }
}
