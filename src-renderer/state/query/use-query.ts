import { useCallback, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { InputOf, OperationName, OutputOf } from '../../../src-core/api/contract.ts';
import { useApi, useQueryCache } from '../api-context.tsx';

export interface QueryOptions {
  /**
   * What the answer depends on: an area of `stale` events (`settings`, `coordinators`, `data`, `backfills`),
   * `jobs` (any job changed), `job:<id>` (that one did), `log:<id>` (its log grew), or a word of your own for `useInvalidate()`.
   */
  tags?: readonly string[];
  /** While the answer to a new input is on its way, keep showing that to the last one: zooming, paging. */
  keepPrevious?: boolean;
}

export interface Query<Data> {
  readonly data: Data | undefined;
  /** Why the last attempt failed; `data` may still hold an earlier answer. */
  readonly error: unknown;
  readonly isLoading: boolean;
  refetch: () => void;
}

const noTags: readonly string[] = [];
const ignore = (): void => undefined;

/** Asks a query and follows its answer. `input` null asks nothing yet. */
export function useQuery<Name extends OperationName>(
  name: Name,
  input: InputOf<Name> | null,
  options?: QueryOptions,
): Query<OutputOf<Name>> {
  const api = useApi();
  const key = input === null ? null : `${name} ${JSON.stringify(input)}`;
  return useAnswer(key, () => api.call(name, input as InputOf<Name>), options);
}

/**
 * Follows the answer to a question that takes several calls.
 *
 * @param key everything that the question depends on, unlike the name of any operation; null asks nothing yet
 */
export function useAnswer<Data>(
  key: string | null,
  ask: () => Promise<Data>,
  { tags = noTags, keepPrevious = false }: QueryOptions = {},
): Query<Data> {
  const cache = useQueryCache();
  const tagList = tags.join('\n');
  const latestAsk = useRef(ask);
  useLayoutEffect(() => {
    latestAsk.current = ask;
  });

  const subscribe = useCallback(
    (listener: () => void) => {
      if (key === null) return ignore;
      return cache.follow(key, latestAsk.current, tagList.split('\n'), listener);
    },
    [cache, key, tagList],
  );
  const answer = useSyncExternalStore(subscribe, () => (key === null ? undefined : cache.answer(key)));
  const [previous, setPrevious] = useState<unknown>(undefined);
  // While rendering, as React asks for state that follows from other state.
  if (answer?.hasData === true && answer.data !== previous) setPrevious(answer.data);

  const refetch = useCallback(() => {
    if (key !== null) cache.refetch(key);
  }, [cache, key]);
  const shown = answer?.hasData === true || !keepPrevious ? answer?.data : previous;
  return {
    data: shown as Data | undefined,
    error: answer?.error,
    isLoading: answer?.isLoading ?? false,
    refetch,
  };
}
