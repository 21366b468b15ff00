import { byteSize } from '../../../../src-core/text/byte-size.ts';
import type { PullProgress } from '../pull/pull-progress.ts';

/** How fast a pull is and how long it will take, "2.3 MB/s, 20 s left"; empty as long as that is not known. */
export function describeSpeed({
  bytesPerSecond,
  secondsLeft,
}: Pick<PullProgress, 'bytesPerSecond' | 'secondsLeft'>): string {
  if (bytesPerSecond === null) return '';
  const rate = `${byteSize(bytesPerSecond)}/s`;
  return secondsLeft === null ? rate : `${rate}, ${describeTime(Math.ceil(secondsLeft))} left`;
}

/** Whole seconds in the unit that fits: `20 s`, `5 min`. */
export function describeTime(seconds: number): string {
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
