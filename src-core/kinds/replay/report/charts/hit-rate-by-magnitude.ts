import { chartLine, percent, type ChartBuilder } from './chart-series.ts';
import { assignBins, meanByBin, quantileEdges } from './quantile-bins.ts';

const labels = ['smallest', 'small', 'middle', 'large', 'largest'];

/** Hit rate in fifths of the predictions by absolute size of the signal. */
export const hitRateByMagnitudeChart: ChartBuilder = (series) => ({
  id: 'hit_rate_by_magnitude',
  title: 'Hit rate by size of the signal, %',
  help: 'If the size of the signal means confidence, bars rise to the right. 50 % is what a coin gives.',
  form: 'bar',
  axis: 'category',
  labels,
  x_name: 'absolute signal, fifths',
  y_name: 'hit rate, %',
  lines: series.map(({ name, sample }) => {
    const magnitudes = absolute(sample.pairs.signal);
    const binOfRow = assignBins(
      magnitudes,
      quantileEdges(sortedMagnitudes(sample.orders.signal.values), labels.length),
    );
    return chartLine(name, [], meanByBin(binOfRow, labels.length, sample.hits, percent));
  }),
});

function absolute(values: Float64Array): Float64Array {
  const magnitudes = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) magnitudes[row] = Math.abs(values[row] as number);
  return magnitudes;
}

/** Absolute values, ascending, of values in ascending order: merged outwards from zero. */
function sortedMagnitudes(sorted: Float64Array): Float64Array {
  const merged = new Float64Array(sorted.length);
  let right = 0;
  while (right < sorted.length && (sorted[right] as number) < 0) right++;
  let left = right - 1;
  for (let rank = 0; rank < merged.length; rank++) {
    const below = left >= 0 ? -(sorted[left] as number) : Number.POSITIVE_INFINITY;
    const above = right < sorted.length ? (sorted[right] as number) : Number.POSITIVE_INFINITY;
    if (above <= below) right++;
    else left--;
    merged[rank] = Math.min(above, below);
  }
  return merged;
}
