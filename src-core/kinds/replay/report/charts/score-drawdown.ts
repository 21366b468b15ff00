import { belowPeak } from '../../../../statistics/below-peak.ts';
import { minMaxDownsample } from '../../../../statistics/downsample.ts';
import { runningSum } from '../../../../statistics/running-sum.ts';
import { chartLine, type ChartBuilder } from './chart-series.ts';

/** How far the running sum of scores is below its peak; its lowest point is the metric `max_drawdown`. */
export const scoreDrawdownChart: ChartBuilder = (series, { pointsPerLine }) => ({
  id: 'score_drawdown',
  title: 'Drawdown of the score, below its peak',
  help: 'How far the cumulative score lies below its highest point so far. The lowest point is the max drawdown.',
  form: 'area',
  axis: 'time',
  labels: [],
  x_name: 'time, UTC',
  y_name: 'score below peak',
  lines: series.map(({ name, sample }) => {
    const y = belowPeak(runningSum(sample.score.subarray(0, sample.length)));
    const points = minMaxDownsample({ x: sample.ts.subarray(0, sample.length), y }, pointsPerLine);
    return chartLine(name, points.x, points.y);
  }),
});
