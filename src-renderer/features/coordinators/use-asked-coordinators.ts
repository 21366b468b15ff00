import type { Coordinator } from '../../../src-core/api/contract/coordinators.ts';
import { useQuery } from '../../state/query/use-query.ts';

/** The coordinators, those apart that nobody has had asked since Hindcast was started: no screen connects to them. */
export interface AskedCoordinators {
  readonly asked: readonly Coordinator[];
  readonly others: readonly Coordinator[];
}

/** Undefined while they are loading. */
export function useAskedCoordinators(): AskedCoordinators | undefined {
  const { data: all } = useQuery('coordinators.list', {}, { tags: ['coordinators'] });
  const { data: ids } = useQuery('coordinators.asked', {}, { tags: ['coordinators', 'settings', 'data'] });
  if (all === undefined || ids === undefined) return undefined;
  return {
    asked: all.filter(({ coordinatorId }) => ids.includes(coordinatorId)),
    others: all.filter(({ coordinatorId }) => !ids.includes(coordinatorId)),
  };
}
