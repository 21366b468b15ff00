import type { Feed } from '../../../src-core/feed/feed.ts';

/**
 * Why a backfill of a feed is likely to come back with nothing, or with made-up records; undefined when its provider is
 * known to have a history. From the public providers (contract sections 1.9 and 8, number 12).
 */
export function noHistoryReason({ source, kind }: Feed): string | undefined {
  if (source.toLowerCase() === 'pyth') {
    return 'Pyth tells its latest price only: a backfill of the past brings nothing, or a single made-up price.';
  }
  switch (kind) {
    case 'tick':
      return 'Ticks are the current price only: most providers have no history of them, so a backfill of the past is likely to bring nothing.';
    case 'depth':
    case 'funding':
      return `Providers tell the current ${kind} only, so a backfill of the past is likely to bring nothing.`;
    default:
      return undefined;
  }
}
