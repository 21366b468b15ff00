import { useMemo } from 'react';
import type { Charts } from '../../../../src-core/result/series.ts';
import { ResultTable } from '../../../charts/ResultTable.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { QualityReport } from '../../run/QualityReport.tsx';
import { qualitySentence } from '../../../../src-core/result/quality-rows.ts';
import { MetricsTable } from '../../run/result/MetricsTable.tsx';
import { PlacedCharts } from '../../run/result/PlacedCharts.tsx';
import { Question } from '../../run/result/Question.tsx';
import { ResultCharts } from '../../run/result/ResultCharts.tsx';
import { ScrolledTab } from '../../run/result/ScrolledTab.tsx';
import { Warnings } from '../../run/result/Warnings.tsx';
import { ZoomableChart } from '../../run/result/ZoomableChart.tsx';
import { orderedMetrics } from '../../run/result/ordered-metrics.ts';
import type { KindTabProps } from '../registry.ts';
import { DrawdownTable } from './DrawdownTable.tsx';
import { PredictionEnds } from './PredictionEnds.tsx';
import { WarmPredictions } from './predictions/WarmPredictions.tsx';
import { RunRules } from './RunRules.tsx';
import { ScopesTable } from './ScopesTable.tsx';
import { replayChanceLevel } from './chance-level.ts';
import { chartPlacement, chartSeries } from './chart-placement.ts';
import { chanceVerdict } from './chance-verdict.ts';
import { extentOfRun, replayPartsOf } from './read-summary.ts';
import styles from './replay.module.css';

/** The table that stands beside the drawdown. */
const drawdowns = 'drawdowns';

/** What a reader asks of a run, in the order in which it is asked. */
export default function OverviewTab({ job, result: { summary } }: KindTabProps) {
  const { scopes = [], ...rules } = useMemo(() => replayPartsOf(summary), [summary]);
  const metrics = useMemo(() => orderedMetrics(summary), [summary]);
  const firstSubject = scopes[0]?.subject;
  const extent = useMemo(() => extentOfRun(summary), [summary]);
  const metricNames = useMemo(() => metrics.map(({ metric }) => metric.name), [metrics]);
  const curve = (charts: Charts['charts'], id: keyof typeof chartSeries) => {
    const chart = charts.find((candidate) => candidate.id === id);
    return (
      chart !== undefined && (
        <ZoomableChart jobId={job.jobId} chart={chart} series={chartSeries[id]} height="tall" />
      )
    );
  };
  return (
    <ScrolledTab tab="overview" label="Overview">
      {firstSubject !== undefined && (
        <WarmPredictions jobId={job.jobId} resultHash={summary.receipt.strict_hash} subject={firstSubject} />
      )}
      <Warnings warnings={summary.warnings} />
      <ResultCharts jobId={job.jobId}>
        {({ charts, tables }) => (
          <>
            <Question title="Is it better than nothing?" answer={chanceVerdict(summary)}>
              <div className={styles.lead}>
                {curve(charts, 'cumulative_score')}
                <MetricsTable
                  rows={metrics}
                  chanceLevel={(metric) => replayChanceLevel(metric, summary.config)}
                />
              </div>
            </Question>
            {charts.length > 0 && (
              <Question title="Is it steady?">
                <div className={styles.lead}>
                  {curve(charts, 'score_drawdown')}
                  {tables
                    .filter(({ id }) => id === drawdowns)
                    .map((table) => (
                      <DrawdownTable
                        key={table.id}
                        table={table}
                        extent={extent}
                        hasScopes={scopes.length > 1}
                      />
                    ))}
                </div>
                <PlacedCharts charts={charts} ids={chartPlacement.steadiness} />
              </Question>
            )}
            <Question title="Where does it fail?">
              <div className={styles.halves}>
                <PlacedCharts charts={charts} ids={chartPlacement.failures} />
                <PredictionEnds counts={summary.counts} />
              </div>
              {scopes.length > 1 && (
                <ScopesTable scopes={scopes} config={summary.config} order={metricNames} />
              )}
              {tables
                .filter(({ id }) => id !== drawdowns)
                .map((table) => (
                  <ResultTable key={table.id} table={table} />
                ))}
            </Question>
          </>
        )}
      </ResultCharts>
      <Question title="Can the data be trusted?" answer={qualitySentence(summary.data_quality)}>
        <div className={styles.halves}>
          <Panel title="Candles">
            <QualityReport quality={summary.data_quality} />
          </Panel>
          <RunRules rules={rules} summary={summary} />
        </div>
      </Question>
    </ScrolledTab>
  );
}
