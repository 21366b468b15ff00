import type { PredictionSample } from '../../../../metrics/forecast/prediction-sample.ts';
import type { RankMethod } from '../../../../statistics/ranking.ts';
import type { Chart } from '../../../../result/series.ts';

/** One line of every chart: a scope, or all of them together. */
export interface ChartSeries {
  readonly name: string;
  readonly sample: PredictionSample;
}

export interface ChartOptions {
  /** How ties rank, so that charts agree with the metrics beside them. */
  readonly ranks: RankMethod;
  /** Most points that one line may have. */
  readonly pointsPerLine: number;
}

/** Builds one chart from all series; pure. */
export type ChartBuilder = (series: readonly ChartSeries[], options: ChartOptions) => Chart;

export type ChartLine = Chart['lines'][number];

export const basisPoints = 10_000;
export const percent = 100;

/** A line as a chart carries it: what does not exist is null. */
export function chartLine(name: string, x: ArrayLike<number>, y: ArrayLike<number>): ChartLine {
  return { name, x: Array.from(x), y: Array.from(y, (value) => (Number.isFinite(value) ? value + 0 : null)) };
}
