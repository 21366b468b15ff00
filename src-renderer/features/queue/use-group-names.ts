import { useMemo } from 'react';
import { useApi } from '../../state/api-context.tsx';
import { useAnswer } from '../../state/query/use-query.ts';
import type { JobGroup } from './job-groups.ts';

/** What people call the groups; asked for again when there is another group. */
export function useGroupNames(groups: readonly JobGroup[]): ReadonlyMap<string, string> {
  const api = useApi();
  const ids = groups.map(({ groupId }) => groupId).sort();
  const { data } = useAnswer(
    ids.length === 0 ? null : `names of ${ids.join()}`,
    () => api.call('queue.groups', {}),
    { keepPrevious: true },
  );
  return useMemo(() => new Map(data?.map(({ groupId, name }) => [groupId, name])), [data]);
}
