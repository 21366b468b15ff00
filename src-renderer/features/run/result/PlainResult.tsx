import { ResultTable } from '../../../charts/ResultTable.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import type { KindTabProps } from '../../kinds/registry.ts';
import { QualityReport } from '../QualityReport.tsx';
import { MetricsTable } from './MetricsTable.tsx';
import { orderedMetrics } from './ordered-metrics.ts';
import { PlacedCharts } from './PlacedCharts.tsx';
import { ResultCharts } from './ResultCharts.tsx';
import { ScrolledTab } from './ScrolledTab.tsx';
import { Warnings } from './Warnings.tsx';

/** Everything that a result of any kind holds, for kinds without screens of their own. */
export function PlainResult({ job, result: { summary } }: KindTabProps) {
  return (
    <ScrolledTab tab="overview" label="Overview">
      <Warnings warnings={summary.warnings} />
      <MetricsTable rows={orderedMetrics(summary)} chanceLevel={() => undefined} />
      <ResultCharts jobId={job.jobId}>
        {({ charts, tables }) => (
          <>
            <PlacedCharts charts={charts} ids={charts.map(({ id }) => id)} />
            {tables.map((table) => (
              <ResultTable key={table.id} table={table} />
            ))}
          </>
        )}
      </ResultCharts>
      <Panel title="Data">
        <QualityReport quality={summary.data_quality} />
      </Panel>
    </ScrolledTab>
  );
}
