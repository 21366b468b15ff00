import { describe, expect, it } from 'vitest';
import { csvOf, tableOf } from './chart-table.ts';
import { sampleChart } from './testing/sample-charts.ts';

describe('a chart as a table', () => {
  it('has a row for each time and names the zone', () => {
    expect(tableOf(sampleChart(), 'utc')).toEqual({
      columns: ['Time, UTC', 'all'],
      rows: [
        ['2022-01-01 00:00:00', 0.5],
        ['2022-01-01 00:00:01', -0.25],
        ['2022-01-01 00:00:02', null],
      ],
    });
  });

  it('puts lines of different times side by side, in order of time', () => {
    const lines = [
      { name: 'a', x: [10, 30], y: [1, 3] },
      { name: 'b', x: [20, 30], y: [2, 4] },
    ];
    expect(tableOf(sampleChart({ axis: 'value', x_name: 'x', lines }), 'utc')).toEqual({
      columns: ['x', 'a', 'b'],
      rows: [
        [10, 1, null],
        [20, null, 2],
        [30, 3, 4],
      ],
    });
  });

  it('names rows by the labels of categories', () => {
    const chart = sampleChart({
      axis: 'category',
      labels: ['low', 'high'],
      x_name: 'bucket',
      lines: [{ name: '', x: [], y: [1, 2] }],
    });
    expect(tableOf(chart, 'utc')).toEqual({
      columns: ['bucket', 'score'],
      rows: [
        ['low', 1],
        ['high', 2],
      ],
    });
  });
});

describe('csvOf', () => {
  it('quotes what needs it, leaves gaps empty, keeps full precision', () => {
    const table = {
      columns: ['Time, UTC', 'a "b"'],
      rows: [
        ['x', 0.1 + 0.2],
        ['y', null],
      ],
    };
    expect(csvOf(table)).toBe('"Time, UTC","a ""b"""\r\nx,0.30000000000000004\r\ny,\r\n');
  });
});
