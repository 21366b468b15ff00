import type { Chart } from '../../src-core/result/series.ts';
import { formatFigure, formatLabel, formatShort } from '../../src-core/result/format-figure.ts';
import { formatMoment, zoneName } from '../format/time.ts';
import {
  axisLook,
  baseOption,
  brushPart,
  dashes,
  timeAxis,
  valueAxis,
  zeroLine,
  zoomParts,
  type ChartStyle,
} from './base-option.ts';
import type { ChartOption } from './echarts.ts';
import type { Span } from './span.ts';

const figureDigits = 4;
const pointSize = 5;
const linesBeforeLegendOnly = 1;

type Line = Chart['lines'][number];

export interface ChartLayout {
  /** With a slider under a time axis. */
  readonly tall: boolean;
  /** The y axis fits what is visible, not all that is loaded. */
  readonly fitsVisible?: boolean;
}

/** What to draw for a chart of core's: the same data, a form per line, colours of the theme. */
export function chartOption(
  chart: Chart,
  style: ChartStyle,
  { tall, fitsVisible = false }: ChartLayout = { tall: false },
): ChartOption {
  const parts = {
    description: `${chart.title}. ${chart.help}`,
    legend: chart.lines.length > linesBeforeLegendOnly,
    slider: tall && chart.axis === 'time',
    // These stand on pages that scroll; the wheel is the page's.
    wheelZoom: false,
    fitsVisible,
  };
  const zooms = chart.axis === 'time';
  const base = baseOption(style, parts);
  return {
    ...base,
    // Lines have no symbols, so their legend has none.
    ...(isLine(chart) && parts.legend
      ? { legend: { ...(base['legend'] as object), itemStyle: { opacity: 0 } } }
      : {}),
    tooltip: tooltipOf(chart, style, parts),
    xAxis: xAxisOf(chart, style),
    yAxis: valueAxis(style, chart.y_name, chart.form === 'bar' || chart.form === 'area'),
    series: chart.lines.map((line, index) => seriesOf(chart, line, index, style)),
    ...(zooms ? { dataZoom: zoomParts(style, parts), brush: brushPart(style) } : {}),
  };
}

/** First and last time of a chart, or null when it has no time axis or no data. */
export function extentOf(chart: Chart): Span | null {
  if (chart.axis !== 'time' || chart.form === 'heat_map') return null;
  let from = Infinity;
  let to = -Infinity;
  for (const { x } of chart.lines) {
    for (const at of x) {
      if (at < from) from = at;
      if (at > to) to = at;
    }
  }
  return from < to ? { from, to } : null;
}

function xAxisOf(chart: Chart, style: ChartStyle): object {
  const look = axisLook(style);
  const name = { name: chart.x_name, nameLocation: 'middle', nameGap: 24 };
  if (chart.axis === 'category')
    return { ...look, ...name, type: 'category', data: chart.labels.map(formatLabel) };
  if (chart.axis === 'value') {
    const { axisLabel, ...axis } = look as { axisLabel: object };
    return {
      ...axis,
      ...name,
      type: 'value',
      scale: true,
      axisLabel: { ...axisLabel, formatter: formatShort },
    };
  }
  return timeAxis(style, extentOf(chart));
}

function seriesOf(chart: Chart, line: Line, index: number, style: ChartStyle): object {
  const { theme } = style;
  const color = theme.series[index % theme.series.length];
  const common = {
    id: `${chart.id}-${index}`,
    name: line.name,
    data: pointsOf(chart, line),
    emphasis: { disabled: true },
    ...(index === 0 && crossesZero(chart) ? { markLine: zeroLine(style) } : {}),
  };
  if (chart.form === 'scatter') {
    return { ...common, type: 'scatter', symbolSize: pointSize, itemStyle: { color, opacity: 0.7 } };
  }
  if (chart.form === 'bar') {
    return {
      ...common,
      type: 'bar',
      barMaxWidth: 32,
      data: barsOf(chart, line, style),
      itemStyle: { color },
    };
  }
  return {
    ...common,
    type: 'line',
    // A point alone makes no line.
    ...(line.y.length < 3 ? {} : { symbol: 'none' }),
    connectNulls: false,
    lineStyle: { width: 1.5, color, type: dashes[index % dashes.length] },
    itemStyle: { color },
    ...(chart.form === 'area' ? { areaStyle: { color, opacity: 0.16 } } : {}),
  };
}

/** Points as ECharts takes them: time in milliseconds; `-` stands for a gap. */
function pointsOf(chart: Chart, line: Line): (number | string | [number, number | string])[] {
  if (chart.axis === 'category') return line.y.map(orGap);
  const scale = chart.axis === 'time' ? 1000 : 1;
  return line.x.map((x, index) => [x * scale, orGap(line.y[index])]);
}

/** Bars of one signed series have the colours of gain and loss, several keep the colour of their series. */
function barsOf(chart: Chart, line: Line, { theme }: ChartStyle): object[] | ReturnType<typeof pointsOf> {
  const points = pointsOf(chart, line);
  if (chart.lines.length > 1 || !line.y.some((y) => (y ?? 0) < 0)) return points;
  return points.map((value, index) => ({
    value,
    itemStyle: { color: (line.y[index] ?? 0) < 0 ? theme.bad : theme.good },
  }));
}

function orGap(value: number | null | undefined): number | string {
  return value === null || value === undefined || Number.isNaN(value) ? '-' : value;
}

function isLine({ form }: Chart): boolean {
  return form === 'line' || form === 'area';
}

function crossesZero({ lines }: Chart): boolean {
  return (
    lines.some(({ y }) => y.some((value) => (value ?? 0) < 0)) &&
    lines.some(({ y }) => y.some((value) => (value ?? 0) > 0))
  );
}

interface TooltipPoint {
  axisValue?: number | string;
  seriesName?: string;
  value: unknown;
}

function tooltipOf(chart: Chart, style: ChartStyle, parts: Parameters<typeof baseOption>[1]): object {
  const base = baseOption(style, parts)['tooltip'] as object;
  const trigger = chart.form === 'scatter' ? 'item' : 'axis';
  return {
    ...base,
    trigger,
    formatter: (points: TooltipPoint | TooltipPoint[]) => tooltipText(chart, style, [points].flat()),
  };
}

/** The words of a tooltip: where, then each line's value. */
export function tooltipText(chart: Chart, { zone }: ChartStyle, points: readonly TooltipPoint[]): string {
  const [first] = points;
  if (first === undefined) return '';
  const pair = (value: unknown): unknown[] => (Array.isArray(value) ? value : [undefined, value]);
  const at = (pair(first.value)[0] ?? first.axisValue ?? '') as number | string;
  const where =
    chart.axis === 'time' && typeof at === 'number'
      ? `${formatMoment(at / 1000, zone)} ${zoneName(zone, at / 1000)}`
      : `${chart.x_name} ${typeof at === 'number' ? formatFigure(at, figureDigits, 'negative') : at}`.trim();
  const values = points.map(({ seriesName, value }) => {
    const y = pair(value)[1];
    const text = formatFigure(typeof y === 'number' ? y : null, figureDigits, 'negative');
    return chart.lines.length > 1 ? `${seriesName ?? ''}  ${text}` : text;
  });
  return [where, ...values].join('\n');
}
