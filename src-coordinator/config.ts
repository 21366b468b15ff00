import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { HindcastError } from '../src-core/errors/hindcast-error.ts';
import { parseOrThrow } from '../src-core/errors/schema-error.ts';
import { feedPath, granularitySeconds, isSyntheticFeed, type Feed } from '../src-core/feed/feed.ts';
import { feedKindSchema, feedSchema } from '../src-core/feed/feed-schema.ts';
import { secondsPerDay } from '../src-core/time/utc.ts';
import { serverLimitsSchema, type ServerLimits } from './http/guard/server-limits.ts';
import { binanceIntervals, binanceProviderSchema } from './providers/binance-provider.ts';
import { csvProviderSchema } from './providers/csv-provider.ts';
import { parquetProviderSchema } from './providers/parquet-provider.ts';
import { syntheticProviderSchema } from './providers/synthetic-provider.ts';

const providerSchema = z.discriminatedUnion('type', [
  csvProviderSchema,
  syntheticProviderSchema,
  binanceProviderSchema,
  parquetProviderSchema,
]);
export type ProviderConfig = z.infer<typeof providerSchema>;

const feedEntrySchema = feedSchema.extend({ provider: providerSchema }).superRefine((entry, context) => {
  const problem = providerProblem(entry, entry.provider);
  if (problem !== undefined) context.addIssue({ code: 'custom', ...problem });
});

/** The feeds file of a coordinator: which feeds it offers, and where their history comes from. */
export const feedsFileSchema = z
  .strictObject({
    feeds: z.array(feedEntrySchema).min(1).max(10_000),
    limits: serverLimitsSchema.prefault({}),
  })
  .superRefine(({ feeds }, context) => {
    const seen = new Set<string>();
    for (const [at, feed] of feeds.entries()) {
      // Some file systems do not tell upper case from lower case.
      const path = feedPath(feed).toLowerCase();
      if (seen.has(path)) {
        context.addIssue({
          code: 'custom',
          path: ['feeds', at],
          message: `${feedPath(feed)} is configured twice`,
        });
      }
      seen.add(path);
    }
  });

/** A feed the coordinator offers, with its provider; folders are absolute. */
export interface ConfiguredFeed {
  readonly feed: Feed;
  readonly provider: ProviderConfig;
}

export interface FeedsConfig {
  readonly feeds: readonly ConfiguredFeed[];
  readonly limits: ServerLimits;
}

/**
 * Checks the content of a feeds file.
 *
 * @param baseDirectory what relative folders are relative to
 * @param subject what is being read, for the message
 * @throws HindcastError `BAD_INPUT` naming every problem
 */
export function parseFeedsConfig(input: unknown, baseDirectory: string, subject = 'feeds file'): FeedsConfig {
  const { feeds, limits } = parseOrThrow(feedsFileSchema, input, subject);
  return {
    limits,
    feeds: feeds.map(({ provider, ...feed }) => ({
      feed,
      provider:
        provider.type === 'csv' ? { ...provider, folder: resolve(baseDirectory, provider.folder) } : provider,
    })),
  };
}

/**
 * Reads and checks a feeds file.
 *
 * @throws HindcastError `BAD_INPUT` when it cannot be read, is not JSON, or breaks the schema
 */
export async function loadFeedsConfig(file: string): Promise<FeedsConfig> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new HindcastError('BAD_INPUT', `The feeds file ${file} cannot be read. Check the path.`, { cause });
  });
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HindcastError('BAD_INPUT', `The feeds file ${file} is not JSON: ${reason}.`, { cause });
  }
  return parseFeedsConfig(input, dirname(resolve(file)), file);
}

const kindsOf: Readonly<Record<ProviderConfig['type'], readonly Feed['kind'][]>> = {
  csv: ['candle', 'tick'],
  synthetic: ['candle'],
  binance: ['candle'],
  parquet: feedKindSchema.options,
};

function providerProblem(
  feed: Feed,
  provider: ProviderConfig,
): { path: string[]; message: string } | undefined {
  const kinds = kindsOf[provider.type];
  if (!kinds.includes(feed.kind)) {
    return { path: ['kind'], message: `provider "${provider.type}" has only: ${kinds.join(', ')}` };
  }
  const period = granularitySeconds(feed.granularity);
  if (feed.kind === 'candle' && (period === undefined || secondsPerDay % period !== 0)) {
    return {
      path: ['granularity'],
      message: 'a candle needs a period that divides a day, such as 1s, 1m, 5m, 1h',
    };
  }
  if (provider.type === 'binance' && !feed.source.toLowerCase().includes('binance')) {
    return {
      path: ['source'],
      message: 'candles of Binance must say so: the source has to contain "binance"',
    };
  }
  if (provider.type === 'binance' && !binanceIntervals.includes(feed.granularity)) {
    return { path: ['granularity'], message: `binance has only: ${binanceIntervals.join(', ')}` };
  }
  if (provider.type === 'synthetic' && !isSyntheticFeed(feed)) {
    return {
      path: ['source'],
      message: 'made-up candles must say so: the source has to contain "synthetic"',
    };
  }
  return undefined;
}
