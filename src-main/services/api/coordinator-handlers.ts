import type { coordinatorOperations } from '../../../src-core/api/contract/coordinators.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { ActivityLog } from '../activities/activity-log.ts';
import type { Coordinators } from '../coordinators/coordinators.ts';
import type { Clock } from '../jobs/clock.ts';
import type { EventHub } from './event-hub.ts';
import type { Handlers } from './handlers.ts';

export interface CoordinatorHandlerParts {
  readonly coordinators: Coordinators;
  readonly activities: ActivityLog;
  readonly hub: EventHub;
  readonly clock: Clock;
}

/** Answers everything that is asked of coordinators. */
export function coordinatorHandlers(
  _parts: CoordinatorHandlerParts,
): Handlers<keyof typeof coordinatorOperations> {
  const notYet = (): Promise<never> => Promise.reject(new HindcastError('INTERNAL', 'Not there yet.'));
  return {
    'coordinators.list': notYet,
    'coordinators.save': notYet,
    'coordinators.remove': notYet,
    'coordinators.test': notYet,
    'coordinators.feeds': notYet,
    'coordinators.latest': notYet,
    'coordinators.days': notYet,
    'coordinators.backfill': notYet,
    'coordinators.backfills': notYet,
  };
}
