import { describe, expect, it } from 'vitest';
import { drawdownTable } from '../../../../src-core/kinds/replay/report/drawdown-table.ts';
import { drawdownEpisodes } from './drawdown-episodes.ts';
import { sampleSeries } from './testing/sample-series.ts';

describe('episodes of drawdown', () => {
  const table = drawdownTable([sampleSeries('BTC-60', [1, -1, 1, 1, -1, -1])]);

  it('are read from the table that core makes', () => {
    expect(drawdownEpisodes(table)).toEqual([
      {
        scope: 'BTC-60',
        depth: -2,
        peak: Date.UTC(2022, 0, 4) / 1000,
        trough: Date.UTC(2022, 0, 6) / 1000,
        recovered: null,
        seconds: 2 * 86_400,
      },
      {
        scope: 'BTC-60',
        depth: -1,
        peak: Date.UTC(2022, 0, 1) / 1000,
        trough: Date.UTC(2022, 0, 2) / 1000,
        recovered: Date.UTC(2022, 0, 3) / 1000,
        seconds: 2 * 86_400,
      },
    ]);
  });

  it('are not guessed from a table with other columns', () => {
    expect(drawdownEpisodes({ ...table, columns: table.columns.slice(1) })).toBeUndefined();
    const renamed = table.columns.map((column) => ({ ...column, name: `${column.name}?` }));
    expect(drawdownEpisodes({ ...table, columns: renamed })).toBeUndefined();
  });
});
