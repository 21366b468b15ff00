import { describe, expect, it } from 'vitest';
import { chartOption, extentOf, tooltipText } from './from-chart.ts';
import { sampleChart, sampleStyle } from './testing/sample-charts.ts';

interface Series {
  type: string;
  name: string;
  data: unknown[];
  areaStyle?: object;
  markLine?: object;
  lineStyle?: { color: string; type: unknown };
}

interface NumberLabel {
  formatter: (value: number) => string;
}

interface Option {
  animation: boolean;
  useUTC: boolean;
  aria: object;
  tooltip: { renderMode: string; trigger: string };
  legend?: object;
  dataZoom?: { type: string }[];
  xAxis: { type: string; data?: string[]; min?: number; max?: number; axisLabel?: NumberLabel };
  yAxis: { scale: boolean; name: string; axisLabel?: NumberLabel };
  series: Series[];
}

const optionOf = (...[change, layout]: [Parameters<typeof sampleChart>[0]?, { tall: boolean }?]): Option =>
  chartOption(sampleChart(change), sampleStyle, layout) as unknown as Option;

describe('chartOption', () => {
  it('draws times in milliseconds and gaps as gaps', () => {
    const { series, xAxis } = optionOf();
    expect(series[0]?.data).toEqual([
      [1_640_995_200_000, 0.5],
      [1_640_995_201_000, -0.25],
      [1_640_995_202_000, '-'],
    ]);
    expect(xAxis).toMatchObject({ type: 'time', min: 1_640_995_200_000, max: 1_640_995_202_000 });
  });

  it('moves nothing, describes itself to screen readers, keeps to the policy', () => {
    const option = optionOf();
    expect(option.animation).toBe(false);
    expect(option.aria).toEqual({ enabled: true, label: { description: 'Score, points. More is better.' } });
    expect(option.tooltip.renderMode).toBe('richText');
    expect(JSON.stringify(option)).not.toContain('#');
  });

  it('follows the choice of zone', () => {
    expect(optionOf().useUTC).toBe(true);
    const local = chartOption(sampleChart(), { ...sampleStyle, zone: 'local' }) as unknown as Option;
    expect(local.useUTC).toBe(false);
  });

  it('starts bars and areas at zero, lines and points where the values are', () => {
    expect(optionOf({ form: 'bar' }).yAxis.scale).toBe(false);
    expect(optionOf({ form: 'area' }).yAxis.scale).toBe(false);
    expect(optionOf({ form: 'line' }).yAxis.scale).toBe(true);
    expect(optionOf({ form: 'scatter' }).yAxis.scale).toBe(true);
  });

  it('marks zero where values lie on both sides', () => {
    expect(optionOf().series[0]?.markLine).toBeDefined();
    const above = [{ name: 'all', x: [1, 2], y: [1, 2] }];
    expect(optionOf({ lines: above }).series[0]?.markLine).toBeUndefined();
  });

  it('tells lines apart by colour, dash and legend', () => {
    const line = sampleChart().lines[0] ?? { name: '', x: [], y: [] };
    const option = optionOf({ lines: [line, { ...line, name: 'other' }] });
    expect(option.legend).toBeDefined();
    expect(option.series[0]?.lineStyle).not.toEqual(option.series[1]?.lineStyle);
    expect(option.series[0]?.lineStyle?.type).not.toEqual(option.series[1]?.lineStyle?.type);
    expect(optionOf().legend).toBeUndefined();
  });

  it('colours signed bars as gain and loss', () => {
    const bars = optionOf({ form: 'bar' }).series[0]?.data as { itemStyle: { color: string } }[];
    expect(bars.slice(0, 2).map(({ itemStyle }) => itemStyle.color)).toEqual(['good', 'bad']);
  });

  it('has labels for categories and no zoom', () => {
    const option = optionOf({
      axis: 'category',
      form: 'bar',
      labels: ['a', 'b'],
      lines: [{ name: '', x: [], y: [1, null] }],
    });
    expect(option.xAxis).toMatchObject({ type: 'category', data: ['a', 'b'] });
    expect(option.series[0]?.data).toEqual([1, '-']);
    expect(option.dataZoom).toBeUndefined();
  });

  it('writes numbers on both axes as everywhere else', () => {
    const categories = optionOf({
      axis: 'category',
      form: 'bar',
      labels: ['-1', '0', '1'],
      lines: [{ name: '', x: [], y: [1, 2, 3] }],
    });
    expect(categories.xAxis.data).toEqual(['\u22121', '0', '1']);
    const { xAxis, yAxis } = optionOf({ axis: 'value' });
    for (const axis of [xAxis, yAxis]) expect(axis.axisLabel?.formatter(-1200)).toBe('\u22121,200');
  });

  it('zooms time, with a slider where there is room', () => {
    expect(optionOf().dataZoom?.map(({ type }) => type)).toEqual(['inside']);
    expect(optionOf({}, { tall: true }).dataZoom?.map(({ type }) => type)).toEqual(['inside', 'slider']);
  });
});

describe('extentOf', () => {
  it('is the first and last time of all lines', () => {
    expect(extentOf(sampleChart())).toEqual({ from: 1_640_995_200, to: 1_640_995_202 });
  });

  it('is nothing without a time axis, data or width', () => {
    expect(extentOf(sampleChart({ axis: 'value' }))).toBeNull();
    expect(extentOf(sampleChart({ lines: [] }))).toBeNull();
    expect(extentOf(sampleChart({ lines: [{ name: '', x: [5], y: [1] }] }))).toBeNull();
  });
});

describe('tooltipText', () => {
  it('says when, in which zone, and the value', () => {
    const text = tooltipText(sampleChart(), sampleStyle, [{ value: [1_640_995_200_000, 0.5] }]);
    expect(text).toBe('2022-01-01 00:00 UTC\n0.5000');
  });

  it('names each of several lines, and what has no value', () => {
    const line = { name: 'a', x: [1], y: [1] };
    const chart = sampleChart({ axis: 'value', x_name: 'predicted', lines: [line, line] });
    const points = [
      { seriesName: 'a', value: [1, -0.5] },
      { seriesName: 'b', value: [1, '-'] },
    ];
    expect(tooltipText(chart, sampleStyle, points)).toBe('predicted 1.0000\na  \u22120.5000\nb  n/a');
  });

  it('is empty over nothing', () => expect(tooltipText(sampleChart(), sampleStyle, [])).toBe(''));
});
