import { basisPoints, chartLine, type ChartBuilder } from './chart-series.ts';
import { assignBins, meanByBin, quantileEdges } from './quantile-bins.ts';

const labels = ['lowest', 'low', 'middle', 'high', 'highest'];

/** Mean return in fifths of the predictions by size of the signal. */
export const quantileReturnsChart: ChartBuilder = (series) => ({
  id: 'quantile_returns',
  title: 'Mean return by fifth of the signal, basis points',
  help: 'A useful signal gives bars that rise from lowest to highest; the difference of the ends is its spread.',
  form: 'bar',
  axis: 'category',
  labels,
  x_name: 'signal, fifths',
  y_name: 'mean return, bp',
  lines: series.map(({ name, sample }) => {
    const { signal, actualReturn } = sample.pairs;
    const binOfRow = assignBins(signal, quantileEdges(sample.orders.signal.values, labels.length));
    const returns = meanByBin(binOfRow, labels.length, actualReturn, basisPoints);
    return chartLine(name, [], returns);
  }),
});
