import type { PredictionSample } from '../../../../metrics/forecast/prediction-sample.ts';
import { populationStandardDeviation, mean } from '../../../../statistics/mean-and-error.ts';
import { chartLine, percent, type ChartBuilder, type ChartSeries } from './chart-series.ts';

/** Scores of so few distinct values get a bar each. */
const mostDistinct = 20;
const bins = 40;
/** Bins reach this many standard deviations from the mean; what lies beyond is counted in the outermost bins. */
const reach = 4;

/** How the scores are spread: a bar per value where there are few values, else forty bins of equal width. */
export const scoreDistributionChart: ChartBuilder = (series) => {
  const { labels, counts } = countDistinct(series) ?? countInBins(series);
  return {
    id: 'score_distribution',
    title: 'Distribution of scores, % of predictions',
    help: 'How often each score occurs. Long tails mean that a few predictions decide the mean; the ends collect outliers.',
    form: 'bar',
    axis: 'category',
    labels,
    x_name: 'score',
    y_name: 'share of predictions, %',
    lines: series.map(({ name, sample }, index) => {
      const own = counts[index] ?? [];
      return chartLine(
        name,
        [],
        labels.map((_, bin) => ((own[bin] ?? 0) / sample.length) * percent),
      );
    }),
  };
};

/** Predictions by bin: the label of each bin, and the counts of each series. */
interface Histogram {
  readonly labels: string[];
  readonly counts: readonly ArrayLike<number>[];
}

/** A bin per distinct score, ascending; undefined when there are too many. */
function countDistinct(series: readonly ChartSeries[]): Histogram | undefined {
  const distinct: number[] = [];
  const counts = series.map(() => new Float64Array(mostDistinct));
  for (let index = 0; index < series.length; index++) {
    const { score, length } = (series[index] as ChartSeries).sample;
    const own = counts[index] as Float64Array;
    for (let row = 0; row < length; row++) {
      const value = score[row] as number;
      let bin = 0;
      while (bin < distinct.length && distinct[bin] !== value) bin++;
      if (bin === mostDistinct) return undefined;
      if (bin === distinct.length) distinct.push(value);
      own[bin] = (own[bin] as number) + 1;
    }
  }
  const ascending = [...distinct.keys()].sort(
    (left, right) => (distinct[left] ?? 0) - (distinct[right] ?? 0),
  );
  return {
    labels: ascending.map((bin) => label(distinct[bin] ?? 0)),
    counts: counts.map((own) => ascending.map((bin) => own[bin] ?? 0)),
  };
}

function countInBins(series: readonly ChartSeries[]): Histogram {
  const ranges = series.map(({ sample }) => rangeOf(sample));
  const low = Math.min(...ranges.map((range) => range.low));
  const high = Math.max(...ranges.map((range) => range.high));
  const width = (high - low) / bins;
  return {
    labels: Array.from({ length: bins }, (_, bin) => label(low + (bin + 0.5) * width)),
    counts: series.map(({ sample: { score, length } }) => {
      const own = new Float64Array(bins);
      for (let row = 0; row < length; row++) {
        const bin = Math.max(0, Math.min(bins - 1, Math.floor(((score[row] as number) - low) / width)));
        own[bin] = (own[bin] as number) + 1;
      }
      return own;
    }),
  };
}

function rangeOf({ score, length }: PredictionSample): { low: number; high: number } {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < length; row++) {
    const value = score[row] as number;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const scores = score.subarray(0, length);
  const centre = mean(scores);
  const spread = reach * populationStandardDeviation(scores);
  return { low: Math.max(lowest, centre - spread), high: Math.min(highest, centre + spread) };
}

/** Three significant digits, without padding zeros. */
function label(score: number): string {
  return String(Number(score.toPrecision(3)));
}
