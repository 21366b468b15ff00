import { largestTriangleDownsample } from '../../../../statistics/downsample.ts';
import { runningSum } from '../../../../statistics/running-sum.ts';
import { chartLine, type ChartBuilder } from './chart-series.ts';

/** The running sum of scores: the equity curve of a forecast. */
export const cumulativeScoreChart: ChartBuilder = (series, { pointsPerLine }) => ({
  id: 'cumulative_score',
  title: 'Cumulative score, sum of scores',
  help: 'Rises while predictions score above 0. A steady slope is skill; one jump is luck or an outlier.',
  form: 'line',
  axis: 'time',
  labels: [],
  x_name: 'time, UTC',
  y_name: 'cumulative score',
  lines: series.map(({ name, sample }) => {
    const y = runningSum(sample.score.subarray(0, sample.length));
    const points = largestTriangleDownsample({ x: sample.ts.subarray(0, sample.length), y }, pointsPerLine);
    return chartLine(name, points.x, points.y);
  }),
});
