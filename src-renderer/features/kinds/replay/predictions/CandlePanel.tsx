import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { PredictionRow } from '../../../../../src-core/api/contract/results.ts';
import { ChartCard } from '../../../../charts/ChartCard.tsx';
import { candleOption, candleTable } from '../../../../charts/candle-chart.ts';
import { useChartGroupStore } from '../../../../charts/chart-group.tsx';
import { useChartTheme, type ChartTheme } from '../../../../charts/chart-theme.ts';
import type { ChartOption } from '../../../../charts/echarts.ts';
import type { Span } from '../../../../charts/span.ts';
import { formatDuration } from '../../../../format/duration.ts';
import { formatWhole } from '../../../../format/number.ts';
import { usePreferences } from '../../../../state/preferences.ts';
import { useQuery } from '../../../../state/query/use-query.ts';
import { spanText } from '../../../run/result/spans.ts';
import { Button } from '../../../../ui/Button.tsx';
import { ErrorState } from '../../../../ui/ErrorState.tsx';
import { candlesInput } from './candles-input.ts';
import styles from './predictions.module.css';

const ringSize = 20;

/** The candles of a subject with the predictions made over them; selecting a span filters the table below. */
export function CandlePanel({
  jobId,
  subject,
  extent,
  marked,
}: {
  jobId: string;
  subject: string;
  extent: Span;
  /** The prediction to point out. */
  marked: PredictionRow | null;
}) {
  const theme = useChartTheme();
  const [, navigate] = useLocation();
  const zone = usePreferences((state) => state.timeZone);
  const group = useChartGroupStore();
  const [seen, setSeen] = useState<{ span: Span | null; width: number }>(() => ({
    span: group.getState().zoom,
    width: window.innerWidth,
  }));
  const { span, width } = seen;

  const { data, error } = useQuery('results.candles', candlesInput(jobId, subject, span, width), {
    tags: [`job:${jobId}`],
    keepPrevious: true,
  });
  const option = useMemo(
    () => (data === undefined ? null : withMark(candleOption(data, extent, { theme, zone }), marked, theme)),
    [data, extent, theme, zone, marked],
  );
  const shown = data?.predictions.ts.length ?? 0;
  const total = data?.predictions.total ?? 0;
  return (
    <ChartCard
      title={`Price of ${subject}${data === undefined ? '' : `, candles of ${formatDuration(data.secondsPerCandle)}`}`}
      help="Triangles point where a prediction went and stand at the price it was made at; looked at closely, a dotted line leads to the price it was resolved at. The wheel zooms, dragging moves. Select a span to list only its predictions."
      option={option}
      table={() => (data === undefined ? { columns: [], rows: [] } : candleTable(data, zone))}
      fileName={`candles-${subject}`}
      height="fill"
      extent={extent}
      canBrush
      onZoom={(from, to, widthPixels) => {
        const isAll = from <= extent.from && to >= extent.to;
        setSeen({ span: isAll ? null : { from, to }, width: widthPixels });
      }}
      empty={
        error !== undefined && data === undefined ? (
          <ErrorState
            compact
            error={error}
            action={<Button onClick={() => navigate('/data')}>Look at the data</Button>}
          />
        ) : undefined
      }
      actions={
        data !== undefined && (
          <span className={styles.note}>
            {span !== null && `${spanText(span, zone)} · `}
            {shown < total
              ? `the ${formatWhole(shown)} largest of ${formatWhole(total)} predictions`
              : `${formatWhole(total)} predictions`}
          </span>
        )
      }
    />
  );
}

/** The drawing with a ring around one prediction. */
function withMark(option: ChartOption, marked: PredictionRow | null, theme: ChartTheme): ChartOption {
  if (marked === null || marked.entryPrice === null) return option;
  const ring = {
    id: 'marked',
    type: 'scatter',
    symbol: 'circle',
    symbolSize: ringSize,
    silent: true,
    itemStyle: { color: 'transparent', borderColor: theme.text, borderWidth: 2 },
    data: [[marked.ts * 1000, marked.entryPrice]],
  };
  return { ...option, series: [...(option['series'] as object[]), ring] };
}
