import type { InputOf } from '../../../src-core/api/contract.ts';

export type QueuePlace = InputOf<'queue.move'>['place'];

/**
 * Where jobs go that are moved one place up or down, together: before the one above the first of them, or behind the one
 * below the last of them. Undefined when there is none.
 *
 * @param order ids of all jobs that wait, the next one first
 */
export function placeByOne(
  order: readonly string[],
  moved: ReadonlySet<string>,
  direction: 'up' | 'down',
): QueuePlace | undefined {
  if (direction === 'up') {
    const above = order[order.findIndex((jobId) => moved.has(jobId)) - 1];
    return above === undefined ? undefined : { before: above };
  }
  const last = order.findLastIndex((jobId) => moved.has(jobId));
  if (last === -1 || last === order.length - 1) return undefined;
  const before = order[last + 2];
  return before === undefined ? { to: 'back' } : { before };
}
