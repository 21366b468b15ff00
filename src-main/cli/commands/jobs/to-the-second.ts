import { isoSeconds } from '../../../../src-core/time/utc.ts';

/** A moment of the queue, as people read it: ISO 8601 in UTC, without parts of a second. */
export function toTheSecond(moment: string): string {
  return isoSeconds(Date.parse(moment) / 1000);
}
