import { useMemo } from 'react';
import { formatPercent } from '../../../../src-core/result/format-figure.ts';
import { formatMetric, metricRows, type MetricRow } from '../../../../src-core/result/metric-rows.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Figure } from '../../../ui/Figure.tsx';
import { PlacedCharts } from '../../run/result/PlacedCharts.tsx';
import { ResultCharts } from '../../run/result/ResultCharts.tsx';
import { ScrolledTab } from '../../run/result/ScrolledTab.tsx';
import type { KindTabProps } from '../registry.ts';
import { replayChanceLevel } from './chance-level.ts';
import { chartPlacement, chartSeries, qualityMetrics } from './chart-placement.ts';
import styles from './replay.module.css';

const placedElsewhere: readonly string[] = [
  ...Object.keys(chartSeries),
  ...chartPlacement.steadiness,
  ...chartPlacement.failures,
];
const placedHere: readonly string[] = chartPlacement.quality;

/** Whether the signal orders outcomes, and where it does. */
export default function QualityTab({ job, result: { summary } }: KindTabProps) {
  const rows = useMemo(() => metricRows(summary, summary.config), [summary]);
  const figures = qualityMetrics.flatMap((name) => rows.find(({ metric }) => metric.name === name) ?? []);
  return (
    <ScrolledTab tab="quality" label="Prediction quality">
      <div className={styles.figures}>
        {figures
          .filter(({ value }) => value !== null)
          .map((row) => (
            <QualityFigure key={row.metric.name} row={row} summary={summary} />
          ))}
      </div>
      <ResultCharts jobId={job.jobId}>
        {({ charts }) =>
          charts.length === 0 ? (
            <EmptyState title="Nothing to draw">
              No prediction could be scored, so there is nothing to measure. The overview says why.
            </EmptyState>
          ) : (
            <PlacedCharts
              charts={charts}
              ids={[
                ...placedHere,
                ...charts
                  .map(({ id }) => id)
                  .filter((id) => ![...placedHere, ...placedElsewhere].includes(id)),
              ]}
            />
          )
        }
      </ResultCharts>
    </ScrolledTab>
  );
}

function QualityFigure({ row, summary }: { row: MetricRow; summary: KindTabProps['result']['summary'] }) {
  const { metric, value, interval } = row;
  const chance = replayChanceLevel(metric.name, summary.config);
  const words = [
    ...(interval === undefined
      ? []
      : [
          `${formatMetric(metric, interval.low)} to ${formatMetric(metric, interval.high)} at ${formatPercent(summary.headline.confidence)}`,
        ]),
    ...(chance === undefined ? [] : [`${chance.value} by chance`]),
  ];
  return (
    <Figure
      label={metric.label}
      value={formatMetric(metric, value)}
      interval={words.length === 0 ? undefined : words.join(' · ')}
      help={[metric.description, chance?.reason].filter(Boolean).join(' ')}
    />
  );
}
