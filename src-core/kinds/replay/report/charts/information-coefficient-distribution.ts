import { chartLine, percent, type ChartBuilder } from './chart-series.ts';

/** Bins of a tenth each, from -1 to 1. */
const binsPerUnit = 10;
const bins = 2 * binsPerUnit;
const labels = Array.from({ length: bins }, (_, bin) => ((bin + 0.5) / binsPerUnit - 1).toFixed(2));

/** How the information coefficients of the days are spread. */
export const informationCoefficientDistributionChart: ChartBuilder = (series) => ({
  id: 'ic_distribution',
  title: 'Distribution of the daily information coefficient, % of days',
  help: 'Most days should lie right of 0. A mean above 0 that comes from a few days is luck more often than skill.',
  form: 'bar',
  axis: 'category',
  labels,
  x_name: 'IC of a day, middle of the bin',
  y_name: 'share of days, %',
  lines: series.map(({ name, coefficientsByDay: { y } }) => {
    const counts = new Float64Array(bins);
    let days = 0;
    for (const coefficient of y) {
      if (Number.isNaN(coefficient)) continue;
      const bin = Math.max(0, Math.min(bins - 1, Math.floor((coefficient + 1) * binsPerUnit)));
      counts[bin] = (counts[bin] as number) + 1;
      days++;
    }
    return chartLine(
      name,
      [],
      counts.map((count) => (count / days) * percent),
    );
  }),
});
