import { useMemo, useState } from 'react';
import { ChartCard } from '../../../../charts/ChartCard.tsx';
import { candleOption, candleTable } from '../../../../charts/candle-chart.ts';
import { useChartGroupStore } from '../../../../charts/chart-group.tsx';
import { useChartTheme } from '../../../../charts/chart-theme.ts';
import type { Span } from '../../../../charts/span.ts';
import { formatDuration } from '../../../../format/duration.ts';
import { formatWhole } from '../../../../format/number.ts';
import { usePreferences } from '../../../../state/preferences.ts';
import { useQuery } from '../../../../state/query/use-query.ts';
import { withMargin } from '../../../run/result/margin.ts';
import styles from './predictions.module.css';

const pixelsPerCandle = 5;

const fewestPoints = 60;
const mostPoints = 5000;

/** The candles of a subject with the predictions made over them; selecting a span filters the table below. */
export function CandlePanel({ jobId, subject, extent }: { jobId: string; subject: string; extent: Span }) {
  const theme = useChartTheme();
  const zone = usePreferences((state) => state.timeZone);
  const group = useChartGroupStore();
  const [seen, setSeen] = useState<{ span: Span | null; width: number }>(() => ({
    span: group.getState().zoom,
    width: window.innerWidth,
  }));
  const { span, width } = seen;
  const perWindow = width / pixelsPerCandle;
  const { data, error } = useQuery(
    'results.candles',
    {
      jobId,
      subject,
      ...(span === null ? { from: null, to: null } : withMargin(span)),
      // With as much again on either side when it shows a part.
      points: Math.round(
        Math.max(fewestPoints, Math.min(mostPoints, span === null ? perWindow : 3 * perWindow)),
      ),
    },
    { tags: [`job:${jobId}`], keepPrevious: true },
  );
  const option = useMemo(
    () => (data === undefined ? null : candleOption(data, extent, { theme, zone })),
    [data, extent, theme, zone],
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
      error={error}
      actions={
        data !== undefined && (
          <span className={styles.note}>
            {shown < total
              ? `the ${formatWhole(shown)} largest of ${formatWhole(total)} predictions`
              : `${formatWhole(total)} predictions`}
          </span>
        )
      }
    />
  );
}
