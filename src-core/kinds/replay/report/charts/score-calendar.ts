import { compensatedSum } from '../../../../numeric/compensated-sum.ts';
import { secondsPerDay } from '../../../../time/utc.ts';
import { chartLine, type ChartBuilder, type PreparedSeries } from './chart-series.ts';
import { rowsByDay } from './days.ts';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const secondsPerWeek = weekdays.length * secondsPerDay;
/** A Monday: the epoch was a Thursday. */
const firstMonday = 4 * secondsPerDay;

/** Mean score of each UTC day over all series, weeks beside each other: what a calendar shows at a glance. */
export const scoreCalendarChart: ChartBuilder = (series) => {
  const scoreOfDay = scoresByDay(series);
  const midnights = [...scoreOfDay.keys()];
  const first = mondayOf(Math.min(...midnights));
  const weeks = 1 + (mondayOf(Math.max(...midnights)) - first) / secondsPerWeek;
  const mondays = Array.from({ length: weeks }, (_, week) => first + week * secondsPerWeek);
  return {
    id: 'score_calendar',
    title: 'Mean score by day, a column for each week',
    help: 'Shows when the model was right and when not: a few good weeks look different from steady skill.',
    form: 'heat_map',
    axis: 'time',
    labels: [],
    x_name: 'week from Monday, UTC',
    y_name: 'mean score',
    lines: weekdays.map((name, weekday) =>
      chartLine(
        name,
        mondays,
        mondays.map((monday) => scoreOfDay.get(monday + weekday * secondsPerDay) ?? Number.NaN),
      ),
    ),
  };
};

/** By midnight: the mean of all scores of the day, whichever series they are of. */
function scoresByDay(series: readonly PreparedSeries[]): Map<number, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { sample } of series) {
    for (const { midnight, start, end } of rowsByDay(sample.ts, sample.length)) {
      const day = sums.get(midnight) ?? { sum: 0, count: 0 };
      day.sum += compensatedSum(sample.score, start, end);
      day.count += end - start;
      sums.set(midnight, day);
    }
  }
  return new Map([...sums].map(([midnight, { sum, count }]) => [midnight, sum / count]));
}

function mondayOf(midnight: number): number {
  return firstMonday + Math.floor((midnight - firstMonday) / secondsPerWeek) * secondsPerWeek;
}
