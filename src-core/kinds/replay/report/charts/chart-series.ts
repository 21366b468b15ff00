import type { PredictionSample } from '../../../../metrics/forecast/prediction-sample.ts';
import type { Chart } from '../../../../result/series.ts';
import type { Points } from '../../../../statistics/downsample.ts';

/** One line of every chart: a scope, or all of them together. */
export interface ChartSeries {
  readonly name: string;
  readonly sample: PredictionSample;
}

/** A series with what several charts need of it. */
export interface PreparedSeries extends ChartSeries {
  /** Information coefficients of the UTC days, at midnight. */
  readonly coefficientsByDay: Points;
}

export interface ChartOptions {
  /** Most points that one line may have. */
  readonly pointsPerLine: number;
}

/** Builds one chart from all series; pure. */
export type ChartBuilder = (series: readonly PreparedSeries[], options: ChartOptions) => Chart;

export type ChartLine = Chart['lines'][number];

export const basisPoints = 10_000;
export const percent = 100;

/** A line as a chart carries it: what does not exist is null. */
export function chartLine(name: string, x: ArrayLike<number>, y: ArrayLike<number>): ChartLine {
  return { name, x: Array.from(x), y: Array.from(y, (value) => (Number.isFinite(value) ? value + 0 : null)) };
}
