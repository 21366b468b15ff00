import { describe, expect, it } from 'vitest';
import { buildReplayCharts } from '../../../../src-core/kinds/replay/report/charts.ts';
import { chartPlacement, chartSeries } from './chart-placement.ts';
import { sampleSeries } from './testing/sample-series.ts';

describe('the placement of charts', () => {
  it('has a place for every chart of a replay, and none that no replay has', () => {
    const scores = Array.from({ length: 40 }, (_, index) => (index % 3) - 1);
    const made = buildReplayCharts([sampleSeries('BTC-60', scores)], 'average').map(({ id }) => id);
    const placed = [...Object.keys(chartSeries), ...Object.values(chartPlacement).flat()];
    expect(placed.toSorted()).toEqual(made.toSorted());
  });
});
