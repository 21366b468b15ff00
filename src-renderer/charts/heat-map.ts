import type { Chart } from '../../src-core/result/series.ts';
import { formatFigure, formatLabel } from '../../src-core/result/format-figure.ts';
import { formatMoment } from '../format/time.ts';
import { axisLook, baseOption, type ChartStyle } from './base-option.ts';
import type { ChartOption } from './echarts.ts';

/** With more columns than this, values are read from the tooltip and the table. */
const columnsWithValues = 12;
const digits = 4;
const valueDigits = 3;
const scaleLength = 120;
const scaleSpace = 44;

/** Rows of cells, first line on top, coloured from loss over nothing to gain; a cell without a value stays empty. */
export function heatMapOption(chart: Chart, style: ChartStyle): ChartOption {
  const { theme } = style;
  const base = baseOption(style, {
    description: `${chart.title}. ${chart.help}`,
    legend: false,
    slider: false,
    wheelZoom: false,
  });
  const columns = columnNames(chart);
  const cells = chart.lines.flatMap(({ y }, row) =>
    y.flatMap((value, column): [number, number, number][] => (value === null ? [] : [[column, row, value]])),
  );
  const largest = Math.max(...cells.map(([, , value]) => Math.abs(value)), Number.MIN_VALUE);
  const look = { ...axisLook(style), axisTick: { show: false }, splitLine: { show: false } };
  return {
    ...base,
    grid: { ...(base['grid'] as object), bottom: scaleSpace, top: 8 },
    tooltip: {
      ...(base['tooltip'] as object),
      trigger: 'item',
      formatter: ({ value: [column, row, value] }: { value: [number, number, number] }) =>
        `${columns[column] ?? ''} ${chart.lines[row]?.name ?? ''}\n${formatFigure(value, digits, 'always')}`,
    },
    xAxis: { ...look, type: 'category', data: columns },
    yAxis: { ...look, type: 'category', data: chart.lines.map(({ name }) => name), inverse: true },
    visualMap: {
      type: 'continuous',
      min: -largest,
      max: largest,
      calculable: false,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemWidth: 10,
      itemHeight: scaleLength,
      text: [formatFigure(largest, digits, 'always'), formatFigure(-largest, digits, 'always')],
      textStyle: { color: theme.textSecondary, fontSize: theme.labelSize },
      inRange: { color: [theme.bad, theme.raised, theme.good] },
    },
    series: [
      {
        id: chart.id,
        type: 'heatmap',
        data: cells,
        label: {
          show: columns.length <= columnsWithValues,
          color: theme.text,
          // Legible on every colour of the scale.
          textBorderColor: theme.surface,
          textBorderWidth: 2,
          fontSize: theme.labelSize,
          formatter: ({ value }: { value: [number, number, number] }) => shortFigure(value[2]),
        },
        itemStyle: { borderColor: theme.surface, borderWidth: 1 },
        emphasis: { itemStyle: { borderColor: theme.accent, borderWidth: 2 } },
      },
    ],
  };
}

/** In a cell there is no room for an exponent. */
function shortFigure(value: number): string {
  return value !== 0 && Number(value.toFixed(valueDigits)) === 0
    ? '≈ 0'
    : formatFigure(value, valueDigits, 'always');
}

/** Days are always those of UTC: moving a day's mean to another zone would make it another number. */
function columnNames({ axis, labels, lines }: Chart): string[] {
  if (axis === 'category') return labels.map(formatLabel);
  const places = lines[0]?.x ?? [];
  return places.map((at) =>
    axis === 'time' ? formatMoment(at, 'utc', 'day') : formatFigure(at, digits, 'negative'),
  );
}
