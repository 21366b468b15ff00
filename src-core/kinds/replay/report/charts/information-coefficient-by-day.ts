import { pearson } from '../../../../statistics/correlation.ts';
import { minMaxDownsample } from '../../../../statistics/downsample.ts';
import { ranksFromOrder, type RankMethod } from '../../../../statistics/ranking.ts';
import type { PredictionSample } from '../../../../metrics/forecast/prediction-sample.ts';
import { secondsPerDay } from '../../../../time/utc.ts';
import { chartLine, type ChartBuilder } from './chart-series.ts';
import { rowsByDay, type DayRows } from './days.ts';

const rollingDays = 7;

/** Rank correlation of signal and return inside each UTC day, and its mean over a week. */
export const informationCoefficientByDayChart: ChartBuilder = (series, { ranks, pointsPerLine }) => ({
  id: 'ic_by_day',
  title: 'Information coefficient by day, rank correlation',
  help: 'Above 0 the signal ordered that day’s outcomes the right way. Look at the weekly mean: single days are noisy.',
  form: 'line',
  axis: 'time',
  labels: [],
  x_name: 'day, UTC',
  y_name: 'IC, -1 to 1',
  lines: series.flatMap(({ name, sample }) => {
    const daily = coefficientsByDay(sample, ranks);
    const reduced = minMaxDownsample(daily, pointsPerLine);
    const rolling = minMaxDownsample({ x: daily.x, y: rollingMean(daily.x, daily.y) }, pointsPerLine);
    return [
      chartLine(name, reduced.x, reduced.y),
      chartLine(`${name}, ${rollingDays}-day mean`, rolling.x, rolling.y),
    ];
  }),
});

function coefficientsByDay(
  sample: PredictionSample,
  method: RankMethod,
): { x: Float64Array; y: Float64Array } {
  const { ts, length, signal, actualReturn } = sample.pairs;
  const days = rowsByDay(ts, length);
  const signalOrder = orderWithinDays(days, sample.signalOrder);
  const returnOrder = orderWithinDays(days, sample.returnOrder);
  return {
    x: Float64Array.from(days, (day) => day.midnight),
    y: Float64Array.from(days, ({ start, end }) =>
      pearson(
        ranksFromOrder(signal.subarray(start, end), signalOrder.subarray(start, end), method),
        ranksFromOrder(actualReturn.subarray(start, end), returnOrder.subarray(start, end), method),
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

/** Mean of the values that exist in the seven calendar days up to each day. */
function rollingMean(midnights: Float64Array, values: Float64Array): Float64Array {
  let first = 0;
  return values.map((_, last) => {
    const oldest = (midnights[last] as number) - (rollingDays - 1) * secondsPerDay;
    while ((midnights[first] as number) < oldest) first++;
    let sum = 0;
    let count = 0;
    for (let day = first; day <= last; day++) {
      const value = values[day] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    return sum / count;
  });
}
