import { minMaxDownsample } from '../../../../statistics/downsample.ts';
import { mean } from '../../../../statistics/mean-and-error.ts';
import { chartLine, type ChartBuilder } from './chart-series.ts';
import { rowsByDay } from './days.ts';

/** Mean score of each UTC day. */
export const scoreByDayChart: ChartBuilder = (series, { pointsPerLine }) => ({
  id: 'score_by_day',
  title: 'Mean score by day',
  help: 'Shows whether the score comes from many days or from a few.',
  form: 'bar',
  axis: 'time',
  labels: [],
  x_name: 'day, UTC',
  y_name: 'mean score',
  lines: series.map(({ name, sample }) => {
    const days = rowsByDay(sample.ts, sample.length);
    const points = minMaxDownsample(
      {
        x: Float64Array.from(days, (day) => day.midnight),
        y: Float64Array.from(days, ({ start, end }) => mean(sample.score, start, end)),
      },
      pointsPerLine,
    );
    return chartLine(name, points.x, points.y);
  }),
});
