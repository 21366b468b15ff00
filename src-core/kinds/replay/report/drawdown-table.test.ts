import { describe, expect, it } from 'vitest';
import { computeMetrics } from '../../../metrics/compute-metrics.ts';
import { PredictionSample } from '../../../metrics/forecast/prediction-sample.ts';
import { forecastMetrics } from '../../../metrics/forecast/registry.ts';
import { SeededRandom } from '../../../numeric/seeded-random.ts';
import { tableSchema } from '../../../result/series.ts';
import { drawdownTable } from './drawdown-table.ts';

const day = 86_400;

function sampleOf(scores: readonly number[]): PredictionSample {
  const column = Float64Array.from(scores);
  return new PredictionSample({
    length: scores.length,
    ts: column.map((_, index) => index * day),
    scope: new Uint16Array(scores.length),
    signal: column,
    actualReturn: column,
    score: column,
    scoreFields: new Map(),
    probability: column.map(() => Number.NaN),
  });
}

describe('drawdownTable', () => {
  it('lists the deepest falls of all series with the times of peak, trough and recovery', () => {
    const table = drawdownTable([
      { name: 'A', sample: sampleOf([1, -2, 1, 1, -1]) },
      { name: 'B', sample: sampleOf([0, -1.5]) },
      { name: 'none', sample: sampleOf([]) },
    ]);
    expect(tableSchema.parse(table)).toEqual(table);
    expect(table.columns.map(({ name }) => name)).toEqual([
      'Scope',
      'Depth, score',
      'Peak, UTC',
      'Trough, UTC',
      'Recovered, UTC',
      'Days',
    ]);
    expect(table.rows).toEqual([
      ['A', -2, 0, day, 3 * day, 3],
      ['B', -1.5, 0, day, null, 1],
      ['A', -1, 3 * day, 4 * day, null, 1],
    ]);
  });

  it('begins with the max drawdown of the metrics and ends after ten', () => {
    const random = new SeededRandom(4);
    const sample = sampleOf(Array.from({ length: 3000 }, () => random.uniform() - 0.5));
    const { metrics } = computeMetrics(forecastMetrics([]), sample, { mode: 'strict', overlap: 1, seed: 1 });
    const { rows } = drawdownTable([{ name: 'A', sample }]);
    expect(rows).toHaveLength(10);
    expect(rows[0]?.[1]).toBe(metrics['max_drawdown']);
    const depths = rows.map((row) => row[1] as number);
    expect(depths).toEqual([...depths].sort((left, right) => left - right));
  });
});
