import type { Coordinator } from '../../../src-core/api/contract/coordinators.ts';
import type { ApiClient } from '../../../src-core/api/client.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { useApi } from '../../state/api-context.tsx';
import { useAnswer, type Query } from '../../state/query/use-query.ts';
import { useAskedCoordinators } from './use-asked-coordinators.ts';

/** A feed that a coordinator can give candles of, or takes in at the moment. */
export interface OfferedFeed {
  readonly feed: Feed;
  readonly path: string;
  readonly coordinator: string;
  /** Days that it has to be pulled; null while it has none. */
  readonly days: { readonly count: number; readonly firstDay: string; readonly lastDay: string } | null;
}

export interface Offer {
  readonly feeds: readonly OfferedFeed[];
  /** Names of the coordinators that did not answer. */
  readonly silent: readonly string[];
}

/** The feeds of those coordinators that may be asked, those with days first; one that does not answer keeps nobody else's back. */
export function useOfferedFeeds(): Query<Offer> {
  const api = useApi();
  const coordinators = useAskedCoordinators()?.asked;
  const key =
    coordinators === undefined
      ? null
      : `offered by ${coordinators.map(({ coordinatorId, url }) => `${coordinatorId} ${url}`).join(' ')}`;
  return useAnswer(key, () => offerOf(api, coordinators ?? []), { tags: ['coordinators', 'backfills'] });
}

async function offerOf(api: ApiClient, coordinators: readonly Coordinator[]): Promise<Offer> {
  const answers = await Promise.all(coordinators.map((coordinator) => feedsOf(api, coordinator)));
  const byPath = new Map<string, OfferedFeed>();
  for (const offered of answers.flat()) {
    const known = byPath.get(offered.path);
    if (known === undefined || (known.days === null && offered.days !== null))
      byPath.set(offered.path, offered);
  }
  return {
    feeds: [...byPath.values()].toSorted((left, right) => left.path.localeCompare(right.path)),
    silent: coordinators.filter((_, index) => answers[index]?.length === 0).map(({ name }) => name),
  };
}

async function feedsOf(
  api: ApiClient,
  { coordinatorId, name: coordinator }: Coordinator,
): Promise<OfferedFeed[]> {
  const [index, live] = await Promise.allSettled([
    api.call('coordinators.index', { coordinatorId }),
    api.call('coordinators.feeds', { coordinatorId }),
  ]);
  const stored = index.status === 'fulfilled' ? index.value : [];
  const coming = live.status === 'fulfilled' ? live.value : [];
  return [
    ...stored.map(({ feed, days: count, firstDay, lastDay }) => {
      return { feed, path: feedPath(feed), coordinator, days: { count, firstDay, lastDay } };
    }),
    ...coming.map(({ feed }) => ({ feed, path: feedPath(feed), coordinator, days: null })),
  ];
}
