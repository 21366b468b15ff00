import { useMemo, useState } from 'react';
import type { InputOf } from '../../../../src-core/api/contract.ts';
import type { Chart } from '../../../../src-core/result/series.ts';
import { ChartCard } from '../../../charts/ChartCard.tsx';
import { useChartGroupStore } from '../../../charts/chart-group.tsx';
import { tableOf } from '../../../charts/chart-table.ts';
import { useChartTheme } from '../../../charts/chart-theme.ts';
import { extentOf } from '../../../charts/from-chart.ts';
import { chartOfSeries, seriesOption, type SeriesChart } from '../../../charts/series-option.ts';
import type { Span } from '../../../charts/span.ts';
import { useApi } from '../../../state/api-context.tsx';
import { usePreferences } from '../../../state/preferences.ts';
import { useAnswer } from '../../../state/query/use-query.ts';
import { spanText, withMargin } from './spans.ts';
import styles from './result.module.css';

type SeriesName = InputOf<'results.series'>['series'];

/** Beyond this a drawing gets no clearer, only slower. */
const mostPoints = 40_000;
const fewestPoints = 200;
const usualWidth = 600;

/**
 * A chart of `charts.json` that the host has as a series of each scope; what one looks at closely is asked of the host in as much detail as
 * there are pixels.
 */
export function ZoomableChart({
  jobId,
  chart,
  series,
  height,
}: {
  jobId: string;
  chart: Chart;
  /** What the host calls it. */
  series: SeriesName;
  height?: 'normal' | 'tall';
}) {
  const theme = useChartTheme();
  const zone = usePreferences((state) => state.timeZone);
  const group = useChartGroupStore();
  const extent = useMemo(() => extentOf(chart), [chart]);
  const [seen, setSeen] = useState<SeenSpan | null>(() => {
    const { zoom } = group.getState();
    return zoom === null ? null : { ...zoom, width: usualWidth };
  });
  // Lines of these charts are scopes, and are named after them.
  const scopes = useMemo(() => chart.lines.map(({ name }) => name), [chart]);
  const { data } = useFinerLines(jobId, series, scopes, seen);
  const shown = useMemo(() => {
    const lines =
      seen === null || data === undefined
        ? chart.lines.map(({ name, x, y }) => ({
            name,
            x: Float64Array.from(x),
            y: Float64Array.from(y, (value) => value ?? Number.NaN),
          }))
        : data;
    const { id, title, help, y_name: yName, form } = chart;
    return { id, title, help, yName, form: form === 'area' ? 'area' : 'line', lines } satisfies SeriesChart;
  }, [chart, data, seen]);
  const option = useMemo(
    () =>
      extent === null ? null : seriesOption(shown, extent, { theme, zone }, { tall: height === 'tall' }),
    [shown, extent, theme, zone, height],
  );
  const onZoom = (from: number, to: number, width: number): void => {
    const isAll = extent !== null && from <= extent.from && to >= extent.to;
    setSeen(isAll ? null : { from, to, width });
  };
  return (
    <ChartCard
      title={chart.title}
      help={chart.help}
      option={option}
      table={() => tableOf(chartOfSeries(shown), zone)}
      fileName={chart.id}
      height={height}
      extent={extent}
      canBrush
      onZoom={onZoom}
      actions={seen !== null && <span className={styles.span}>{spanText(seen, zone)}</span>}
      empty={extent === null ? 'There are too few scored predictions to draw it.' : undefined}
    />
  );
}

interface SeenSpan extends Span {
  /** Pixels. */
  readonly width: number;
}

/** The lines over what is seen and as much on either side, for panning. */
function useFinerLines(jobId: string, series: SeriesName, scopes: readonly string[], seen: SeenSpan | null) {
  const api = useApi();
  const asked =
    seen === null
      ? null
      : {
          jobId,
          series,
          ...withMargin(seen),
          // Two points a pixel, over three times the width.
          points: Math.max(
            fewestPoints,
            Math.min(Math.ceil(6 * seen.width), Math.floor(mostPoints / Math.max(1, scopes.length))),
          ),
        };
  return useAnswer(
    asked === null ? null : `series ${JSON.stringify([asked, scopes])}`,
    () =>
      Promise.all(
        scopes.map(async (scope) => {
          const { x, y } = await api.call('results.series', {
            ...(asked as NonNullable<typeof asked>),
            scope,
          });
          return { name: scope, x, y };
        }),
      ),
    { tags: [`job:${jobId}`], keepPrevious: true },
  );
}
