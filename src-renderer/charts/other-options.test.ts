import { describe, expect, it } from 'vitest';
import { candleOption, candleTable, type Candles } from './candle-chart.ts';
import { paperOption } from './chart-file.ts';
import { chartOption } from './from-chart.ts';
import { heatMapOption } from './heat-map.ts';
import { seriesOption } from './series-option.ts';
import { sampleChart, sampleStyle } from './testing/sample-charts.ts';

const numbers = (...values: number[]): Float64Array => Float64Array.from(values);

describe('heatMapOption', () => {
  const monday = 1_641_168_000;
  const chart = sampleChart({
    form: 'heat_map',
    lines: [
      { name: 'Monday', x: [monday, monday + 604_800], y: [0.2, null] },
      { name: 'Tuesday', x: [monday, monday + 604_800], y: [-0.4, 0.0001] },
    ],
  });
  const option = heatMapOption(chart, sampleStyle) as unknown as {
    xAxis: { data: string[] };
    yAxis: { data: string[]; inverse: boolean };
    visualMap: { min: number; max: number; inRange: { color: string[] } };
    series: { data: unknown[]; label: { formatter: (point: { value: number[] }) => string } }[];
  };

  it('has the first line on top, a column a place, no cell where there is no value', () => {
    expect(option.xAxis.data).toEqual(['2022-01-03', '2022-01-10']);
    expect(option.yAxis).toMatchObject({ data: ['Monday', 'Tuesday'], inverse: true });
    expect(option.series[0]?.data).toEqual([
      [0, 0, 0.2],
      [0, 1, -0.4],
      [1, 1, 0.0001],
    ]);
  });

  it('is as strong for a loss as for a gain of the same size', () => {
    expect(option.visualMap).toMatchObject({
      min: -0.4,
      max: 0.4,
      inRange: { color: ['bad', 'raised', 'good'] },
    });
  });

  it('does not show a small value as zero', () => {
    expect(option.series[0]?.label.formatter({ value: [1, 1, 0.0001] })).toBe('≈ 0');
    expect(option.series[0]?.label.formatter({ value: [0, 1, -0.4] })).toBe('\u22120.400');
  });
});

describe('candleOption', () => {
  const candles: Candles = {
    secondsPerCandle: 60,
    ts: numbers(60, 120),
    open: numbers(10, 11),
    high: numbers(12, 13),
    low: numbers(9, 10),
    close: numbers(11, 10),
    predictions: {
      total: 2,
      ts: numbers(60, 120),
      value: numbers(0.5, -0.5),
      entryPrice: numbers(11, 10),
      resolvedTs: numbers(120, Number.NaN),
      resolvedPrice: numbers(10, Number.NaN),
      score: numbers(-0.1, Number.NaN),
    },
  };
  const option = candleOption(candles, { from: 0, to: 600 }, sampleStyle) as unknown as {
    xAxis: { min: number; max: number };
    series: { id: string; data: unknown[] }[];
  };
  const dataOf = (id: string): unknown[] | undefined =>
    option.series.find((series) => series.id === id)?.data;

  it('gives prices in the order of ECharts: open, close, low, high', () => {
    expect(dataOf('candles')).toEqual([
      [60_000, 10, 11, 9, 12],
      [120_000, 11, 10, 10, 13],
    ]);
    expect(option.xAxis).toMatchObject({ min: 0, max: 600_000 });
  });

  it('points predictions where they went and leads each to its outcome', () => {
    expect(dataOf('predictions')).toMatchObject([
      { value: [60_000, 11], symbolRotate: 0, itemStyle: { color: 'bad' } },
      { value: [120_000, 10], symbolRotate: 180 },
    ]);
    expect(dataOf('outcomes')).toEqual([
      [60_000, 11],
      [120_000, 10],
      [120_000, '-'],
    ]);
  });

  it('is a table too', () => {
    expect(candleTable(candles, 'utc').rows[0]).toEqual(['1970-01-01 00:01:00', 10, 12, 9, 11]);
  });
});

describe('seriesOption', () => {
  it('keeps the whole axis while only a part is loaded', () => {
    const series = {
      id: 'score',
      title: 'Score',
      help: '',
      yName: '',
      form: 'line' as const,
      lines: [{ name: 'all', x: numbers(50, 60), y: numbers(1, Number.NaN) }],
    };
    const option = seriesOption(series, { from: 0, to: 100 }, sampleStyle) as unknown as {
      xAxis: object;
      series: { data: unknown[] }[];
    };
    expect(option.xAxis).toMatchObject({ min: 0, max: 100_000 });
    expect(option.series[0]?.data).toEqual([
      [50_000, 1],
      [60_000, '-'],
    ]);
  });
});

describe('paperOption', () => {
  it('has the title and the visible span, and nothing that only helps on screen', () => {
    const option = chartOption(sampleChart(), sampleStyle, { tall: true });
    const paper = paperOption({ option, title: 'Score', zoom: { from: 10, to: 20 }, background: 'surface' });
    expect(paper).toMatchObject({
      backgroundColor: 'surface',
      title: { text: 'Score' },
      dataZoom: [{ type: 'inside', startValue: 10_000, endValue: 20_000 }],
    });
    expect(paper).not.toHaveProperty('tooltip');
    expect(paper).not.toHaveProperty('brush');
  });
});
