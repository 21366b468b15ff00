import { minMaxDownsample } from '../../../../statistics/downsample.ts';
import { secondsPerDay } from '../../../../time/utc.ts';
import { chartLine, type ChartBuilder } from './chart-series.ts';

const rollingDays = 7;

/** Rank correlation of signal and return inside each UTC day, and its mean over a week. */
export const informationCoefficientByDayChart: ChartBuilder = (series, { pointsPerLine }) => ({
  id: 'ic_by_day',
  title: 'Information coefficient by day, rank correlation',
  help: 'Above 0 the signal ordered that day’s outcomes the right way. Look at the weekly mean: single days are noisy.',
  form: 'line',
  axis: 'time',
  labels: [],
  x_name: 'day, UTC',
  y_name: 'IC, -1 to 1',
  lines: series.flatMap(({ name, coefficientsByDay: daily }) => {
    const reduced = minMaxDownsample(daily, pointsPerLine);
    const rolling = minMaxDownsample({ x: daily.x, y: rollingMean(daily.x, daily.y) }, pointsPerLine);
    return [
      chartLine(name, reduced.x, reduced.y),
      chartLine(`${name}, ${rollingDays}-day mean`, rolling.x, rolling.y),
    ];
  }),
});

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
