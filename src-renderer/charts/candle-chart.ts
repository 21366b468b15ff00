import type { OutputOf } from '../../src-core/api/contract.ts';
import { formatFigure } from '../../src-core/result/format-figure.ts';
import { formatMoment } from '../format/time.ts';
import { baseOption, brushPart, timeAxis, valueAxis, zoomParts, type ChartStyle } from './base-option.ts';
import type { ChartTable } from './chart-table.ts';
import type { ChartOption } from './echarts.ts';
import type { Span } from './span.ts';

export type Candles = OutputOf<'results.candles'>;

/** Above this number of predictions in view, only their places are drawn, not what became of each. */
const outcomesDrawn = 400;
const markerSize = 9;

/**
 * Candles with the predictions made over them: a triangle at the entry price points where the prediction went and has
 * the colour of its score; a dotted line leads to the price it was resolved at.
 */
export function candleOption(candles: Candles, extent: Span, style: ChartStyle): ChartOption {
  const { theme, zone } = style;
  const parts = {
    description: `Price of ${candles.ts.length} candles with ${candles.predictions.ts.length} predictions.`,
    legend: true,
    slider: true,
    wheelZoom: true,
    fitsVisible: true,
  };
  const base = baseOption(style, parts);
  return {
    ...base,
    tooltip: {
      ...(base['tooltip'] as object),
      formatter: (points: { seriesId?: string; dataIndex: number }[] | { dataIndex: number }) =>
        tooltipText(candles, [points].flat(), zone),
    },
    xAxis: timeAxis(style, extent),
    yAxis: valueAxis(style, 'Price', false),
    series: [
      {
        id: 'candles',
        name: 'Candles',
        type: 'candlestick',
        data: Array.from(candles.ts, (at, index) => [
          at * 1000,
          candles.open[index],
          candles.close[index],
          candles.low[index],
          candles.high[index],
        ]),
        barMaxWidth: 12,
        // Hollow when it rose, filled when it fell: the shape says what the colour says.
        itemStyle: {
          color: theme.surface,
          color0: theme.bad,
          borderColor: theme.good,
          borderColor0: theme.bad,
        },
      },
      {
        id: 'outcomes',
        name: 'Outcomes',
        type: 'line',
        data: outcomePath(candles),
        symbol: 'none',
        silent: true,
        connectNulls: false,
        lineStyle: { color: theme.textSecondary, width: 1, type: [2, 2] },
        itemStyle: { color: theme.textSecondary },
      },
      {
        id: 'predictions',
        name: 'Predictions',
        type: 'scatter',
        symbolSize: markerSize,
        itemStyle: { color: theme.text },
        data: Array.from(candles.predictions.ts, (at, index) => ({
          value: [at * 1000, candles.predictions.entryPrice[index]],
          symbol: 'triangle',
          symbolRotate: (candles.predictions.value[index] ?? 0) < 0 ? 180 : 0,
          itemStyle: {
            color: (candles.predictions.score[index] ?? 0) < 0 ? theme.bad : theme.good,
            borderColor: theme.surface,
            borderWidth: 1,
          },
        })),
      },
    ],
    dataZoom: zoomParts(style, parts),
    brush: brushPart(style),
  };
}

/** One line through all outcomes, lifted between one and the next. */
function outcomePath({ predictions }: Candles): [number, number | string][] {
  if (predictions.ts.length > outcomesDrawn) return [];
  return Array.from(predictions.ts).flatMap((at, index): [number, number | string][] => {
    const resolvedAt = predictions.resolvedTs[index] ?? Number.NaN;
    if (Number.isNaN(resolvedAt)) return [];
    return [
      [at * 1000, predictions.entryPrice[index] ?? '-'],
      [resolvedAt * 1000, predictions.resolvedPrice[index] ?? '-'],
      [resolvedAt * 1000, '-'],
    ];
  });
}

function tooltipText(
  candles: Candles,
  points: readonly { seriesId?: string; dataIndex: number }[],
  zone: ChartStyle['zone'],
): string {
  const price = (value: number | undefined): string => formatFigure(value ?? null, 2, 'negative');
  return points
    .flatMap(({ seriesId, dataIndex: index }) => {
      if (seriesId === 'candles') {
        return [
          formatMoment(candles.ts[index], zone),
          `open ${price(candles.open[index])}  close ${price(candles.close[index])}`,
          `high ${price(candles.high[index])}  low ${price(candles.low[index])}`,
        ];
      }
      if (seriesId !== 'predictions') return [];
      const { ts, value, score, resolvedPrice } = candles.predictions;
      return [
        `predicted ${formatFigure(value[index] ?? null, 4, 'always')} at ${formatMoment(ts[index], zone)}`,
        `resolved at ${price(resolvedPrice[index])}, score ${formatFigure(score[index] ?? null, 4, 'always')}`,
      ];
    })
    .join('\n');
}

/** The candles as a table. */
export function candleTable(candles: Candles, zone: ChartStyle['zone']): ChartTable {
  return {
    columns: ['Time', 'Open', 'High', 'Low', 'Close'],
    rows: Array.from(candles.ts, (at, index) => [
      formatMoment(at, zone, 'second'),
      candles.open[index] ?? null,
      candles.high[index] ?? null,
      candles.low[index] ?? null,
      candles.close[index] ?? null,
    ]),
  };
}
