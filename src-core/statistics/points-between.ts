import { bisect } from './bisect.ts';
import type { Points } from './downsample.ts';

/** The points of a line from one x to another, both included, as views of the same memory. */
export function pointsBetween({ x, y }: Points, from: number, to: number): Points {
  const start = bisect(x, (value) => value >= from);
  const end = Math.max(
    start,
    bisect(x, (value) => value > to),
  );
  return { x: x.subarray(start, end), y: y.subarray(start, end) };
}
