import type { Chart } from '../../src-core/result/series.ts';
import type { ChartStyle } from './base-option.ts';
import type { ChartOption } from './echarts.ts';
import { chartOption } from './from-chart.ts';
import type { Span } from './span.ts';

export interface SeriesLine {
  readonly name: string;
  /** Seconds since the epoch, UTC. */
  readonly x: Float64Array;
  /** NaN for a gap. */
  readonly y: Float64Array;
}

export interface SeriesChart {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly yName: string;
  readonly form: 'line' | 'area';
  readonly lines: readonly SeriesLine[];
}

/** Series of the host as a chart of core's, for the same drawing, table and CSV. */
export function chartOfSeries({ id, title, help, yName, form, lines }: SeriesChart): Chart {
  return {
    id,
    title,
    help,
    form,
    axis: 'time',
    labels: [],
    x_name: '',
    y_name: yName,
    lines: lines.map(({ name, x, y }) => ({
      name,
      x: [...x],
      y: Array.from(y, (value) => (Number.isNaN(value) ? null : value)),
    })),
  };
}

/**
 * Draws what the host has reduced to the visible span. The axis has the whole extent, so that zooming out is possible
 * while only a part is loaded.
 */
export function seriesOption(
  series: SeriesChart,
  extent: Span,
  style: ChartStyle,
  layout: { tall: boolean } = { tall: true },
): ChartOption {
  const option = chartOption(chartOfSeries(series), style, { ...layout, fitsVisible: true });
  return {
    ...option,
    xAxis: { ...(option['xAxis'] as object), min: extent.from * 1000, max: extent.to * 1000 },
  };
}
