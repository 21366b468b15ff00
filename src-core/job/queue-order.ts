import type { Priority } from './job-base.ts';

const millisecondsPerHour = 3_600_000;

/** How much longer ago than it was a job of each priority counts as queued, in milliseconds. Rule Q7. */
const headStartMilliseconds: Readonly<Record<Priority, number>> = {
  low: 0,
  normal: 2 * millisecondsPerHour,
  high: 6 * millisecondsPerHour,
  urgent: 24 * millisecondsPerHour,
};

/**
 * Where a job stands in the queue: the smallest starts first. Because it does not change while a job waits, what is
 * queued later than the head start of an urgent job never passes: low does not starve.
 *
 * @param queuedAt milliseconds since the epoch
 */
export function startOrderOf(queuedAt: number, priority: Priority): number {
  return queuedAt - headStartMilliseconds[priority];
}
