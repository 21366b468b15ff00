import { minMaxDownsample } from '../../../../statistics/downsample.ts';
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
    const y = new Float64Array(sample.length);
    let cumulative = 0;
    let peak = 0;
    for (let row = 0; row < sample.length; row++) {
      cumulative += sample.score[row] as number;
      if (cumulative > peak) peak = cumulative;
      y[row] = cumulative - peak;
    }
    const points = minMaxDownsample({ x: sample.ts.subarray(0, sample.length), y }, pointsPerLine);
    return chartLine(name, points.x, points.y);
  }),
});
