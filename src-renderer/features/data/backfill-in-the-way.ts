import type { Backfill } from '../../../src-core/api/contract/coordinators.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';

export function isOpen({ status }: Pick<Backfill, 'status'>): boolean {
  return status === 'pending' || status === 'running';
}

/** Whether a refusal still tells the truth: not once the backfill that it says is in the way has ended. */
export function holdsStill(
  refusal: unknown,
  backfills: readonly Pick<Backfill, 'id' | 'status'>[] | undefined,
): boolean {
  const inTheWay = toErrorEnvelope(refusal).details?.['backfill_id'];
  const other = backfills?.find(({ id }) => id === inTheWay);
  return other === undefined || isOpen(other);
}
