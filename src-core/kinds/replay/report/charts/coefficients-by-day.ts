import type { PredictionSample } from '../../../../metrics/forecast/prediction-sample.ts';
import { pearson } from '../../../../statistics/correlation.ts';
import type { Points } from '../../../../statistics/downsample.ts';
import type { Ordering } from '../../../../statistics/ordering.ts';
import { ranksOf, type RankMethod } from '../../../../statistics/ranking.ts';
import { rowsByDay, type DayRows } from './days.ts';

/** Rank correlation of signal and return inside each UTC day; NaN for a day in which it is not defined. */
export function coefficientsByDay(sample: PredictionSample, method: RankMethod): Points {
  const { ts, length, signal, actualReturn } = sample.pairs;
  const days = rowsByDay(ts, length);
  const signalOrder = orderWithinDays(days, sample.orders.signal.positions);
  const returnOrder = orderWithinDays(days, sample.orders.actualReturn.positions);
  return {
    x: Float64Array.from(days, (day) => day.midnight),
    y: Float64Array.from(days, (day) =>
      pearson(
        ranksOf(orderingOf(signal, signalOrder, day), method),
        ranksOf(orderingOf(actualReturn, returnOrder, day), method),
      ),
    ),
  };
}

/**
 * The order of the rows of each day, counted from the start of the day, one day after the other: the order of all rows
 * dealt out to their days, which saves sorting each day again.
 */
function orderWithinDays(days: readonly DayRows[], order: Uint32Array): Uint32Array {
  const dayOfRow = new Uint32Array(order.length);
  days.forEach(({ start, end }, day) => dayOfRow.fill(day, start, end));
  const starts = Uint32Array.from(days, (day) => day.start);
  const next = starts.slice();
  const dealt = new Uint32Array(order.length);
  for (let rank = 0; rank < order.length; rank++) {
    const row = order[rank] as number;
    const day = dayOfRow[row] as number;
    const place = next[day] as number;
    dealt[place] = row - (starts[day] as number);
    next[day] = place + 1;
  }
  return dealt;
}

function orderingOf(column: Float64Array, order: Uint32Array, { start, end }: DayRows): Ordering {
  const positions = order.subarray(start, end);
  const values = new Float64Array(end - start);
  for (let rank = 0; rank < values.length; rank++) {
    values[rank] = column[start + (positions[rank] as number)] as number;
  }
  return { values, positions };
}
