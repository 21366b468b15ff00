/** Points of a line, x ascending; equal lengths. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * At most `limit` points that keep every extreme: the line is cut into equal stretches of points, and of each the
 * lowest and the highest stay, in their order; so do the first and the last point. For drawdowns and other lines whose
 * peaks matter. A NaN stays out unless it is first or last.
 *
 * @param limit at least 4
 */
export function minMaxDownsample(points: Points, limit: number): Points {
  const length = points.y.length;
  if (length <= limit) return points;
  const stretches = Math.floor((limit - 2) / 2);
  const kept: number[] = [0];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const start = 1 + Math.floor((stretch * (length - 2)) / stretches);
    const end = 1 + Math.floor(((stretch + 1) * (length - 2)) / stretches);
    let lowest = -1;
    let highest = -1;
    for (let index = start; index < end; index++) {
      const value = points.y[index] as number;
      if (Number.isNaN(value)) continue;
      if (lowest < 0 || value < (points.y[lowest] as number)) lowest = index;
      if (highest < 0 || value > (points.y[highest] as number)) highest = index;
    }
    if (lowest < 0) continue;
    kept.push(Math.min(lowest, highest));
    if (lowest !== highest) kept.push(Math.max(lowest, highest));
  }
  kept.push(length - 1);
  return pick(points, kept);
}

/**
 * `limit` points that keep the look of a line: largest triangle, three buckets (Steinarsson, 2013). Of each equal
 * stretch the point stays that spans the largest triangle with the point kept before and the mean of the next stretch.
 * First and last point stay. `y` must hold no NaN.
 *
 * @param limit at least 3
 */
export function largestTriangleDownsample(points: Points, limit: number): Points {
  const { x, y } = points;
  const length = y.length;
  if (length <= limit) return points;
  const stretches = limit - 2;
  const startOf = (stretch: number): number => 1 + Math.floor((stretch * (length - 2)) / stretches);
  const kept: number[] = [0];
  let previous = 0;
  for (let stretch = 0; stretch < stretches; stretch++) {
    const start = startOf(stretch);
    const end = startOf(stretch + 1);
    const nextEnd = stretch + 1 === stretches ? length : startOf(stretch + 2);
    let nextX = 0;
    let nextY = 0;
    for (let index = end; index < nextEnd; index++) {
      nextX += x[index] as number;
      nextY += y[index] as number;
    }
    nextX /= nextEnd - end;
    nextY /= nextEnd - end;
    const previousX = x[previous] as number;
    const previousY = y[previous] as number;
    let best = start;
    let bestArea = -1;
    for (let index = start; index < end; index++) {
      const area = Math.abs(
        (previousX - nextX) * ((y[index] as number) - previousY) -
          (previousX - (x[index] as number)) * (nextY - previousY),
      );
      if (area > bestArea) {
        bestArea = area;
        best = index;
      }
    }
    kept.push(best);
    previous = best;
  }
  kept.push(length - 1);
  return pick(points, kept);
}

function pick(points: Points, kept: readonly number[]): Points {
  return {
    x: Float64Array.from(kept, (index) => points.x[index] as number),
    y: Float64Array.from(kept, (index) => points.y[index] as number),
  };
}
