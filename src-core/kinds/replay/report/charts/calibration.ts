import { basisPoints, chartLine, type ChartBuilder } from './chart-series.ts';
import { assignBins, meanByBin, quantileEdges } from './quantile-bins.ts';

const bins = 10;

/** Mean return against mean signal in tenths of the predictions by size of the signal. */
export const calibrationChart: ChartBuilder = (series) => ({
  id: 'calibration',
  title: 'Calibration: mean return by tenth of the signal, basis points',
  help: 'Points should rise from left to right: a larger signal should come before a larger return.',
  form: 'scatter',
  axis: 'value',
  labels: [],
  x_name: 'mean signal, in its own unit',
  y_name: 'mean return, bp',
  lines: series.map(({ name, sample }) => {
    const { signal, actualReturn } = sample.pairs;
    const binOfRow = assignBins(signal, quantileEdges(sample.orders.signal.values, bins));
    const signals = meanByBin(binOfRow, bins, signal, 1);
    const returns = meanByBin(binOfRow, bins, actualReturn, basisPoints);
    const filled = [...signals.keys()].filter((bin) => !Number.isNaN(signals[bin]));
    return chartLine(
      name,
      filled.map((bin) => signals[bin] as number),
      filled.map((bin) => returns[bin] as number),
    );
  }),
});
