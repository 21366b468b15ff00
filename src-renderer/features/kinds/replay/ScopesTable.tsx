import { useMemo } from 'react';
import type { ScopeSummary } from '../../../../src-core/kinds/replay/summary.ts';
import { formatMetric, metricRows } from '../../../../src-core/result/metric-rows.ts';
import { formatWhole } from '../../../format/number.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { DataTable } from '../../../ui/data-table/DataTable.tsx';
import type { Column } from '../../../ui/data-table/column.ts';
import styles from './replay.module.css';

const mostRows = 12;

/** The scopes of a run beside each other, sortable by any metric. */
export function ScopesTable({
  scopes,
  config,
  order,
}: {
  scopes: readonly ScopeSummary[];
  config: unknown;
  /** Names of metrics, in the order in which they are shown. */
  order: readonly string[];
}) {
  const columns = useMemo(() => scopeColumns(scopes, config, order), [scopes, config, order]);
  // The head, and the border around.
  const rows = Math.min(scopes.length, mostRows) + 1;
  return (
    <Panel title={`Scopes, ${scopes.length}`}>
      <div className={styles.scopes} style={{ height: `calc(${rows} * var(--row-height) + var(--space-1))` }}>
        <DataTable
          label="Metrics of each scope"
          columns={columns}
          rows={scopes}
          rowKey={(scope) => scope.scope_key}
        />
      </div>
    </Panel>
  );
}

function scopeColumns(
  scopes: readonly ScopeSummary[],
  config: unknown,
  order: readonly string[],
): Column<ScopeSummary>[] {
  const [first] = scopes;
  const known = first === undefined ? [] : metricRows(first, config).map(({ metric }) => metric);
  const metrics = order.flatMap((name) => known.find((metric) => metric.name === name) ?? []);
  const whole = (id: string, header: string, value: (scope: ScopeSummary) => number) => ({
    id,
    header,
    width: '6rem',
    align: 'end' as const,
    value,
    cell: (scope: ScopeSummary) => formatWhole(value(scope)),
  });
  return [
    {
      id: 'scope_key',
      header: 'Scope',
      width: 'minmax(8rem, 1fr)',
      required: true,
      value: (scope) => scope.scope_key,
    },
    whole('prediction_interval_seconds', 'Every, s', (scope) => scope.prediction_interval_seconds),
    whole('resolve_horizon_seconds', 'Horizon, s', (scope) => scope.resolve_horizon_seconds),
    whole('predictions', 'Predictions', (scope) => scope.predictions),
    whole('scored', 'Scored', (scope) => scope.scored),
    ...metrics
      .filter(({ name }) => scopes.some(({ metrics: values }) => typeof values[name] === 'number'))
      .map((metric): Column<ScopeSummary> => ({
        id: metric.name,
        header: metric.label,
        help: metric.description,
        width: '7.5rem',
        align: 'end',
        value: (scope) => scope.metrics[metric.name] ?? null,
        cell: (scope) => formatMetric(metric, scope.metrics[metric.name] ?? null),
      })),
  ];
}
