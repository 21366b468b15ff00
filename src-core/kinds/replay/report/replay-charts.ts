import { rankMethodOf } from '../../../metrics/forecast/forecast-metric.ts';
import type { Charts } from '../../../result/series.ts';
import type { ReplayPlan } from '../plan.ts';
import type { PredictionColumns } from '../prediction-columns.ts';
import { buildReplayCharts } from './charts.ts';
import { drawdownTable } from './drawdown-table.ts';
import { scoredSample } from './scored-sample.ts';

/** The contents of `charts.json`: a line for each scope of the run, ranked as its metrics are, and its tables. */
export function replayCharts(plan: ReplayPlan, columns: PredictionColumns): Charts {
  const firstField = plan.output[0]?.name ?? 'value';
  const series = plan.scopes.map((scope, index) => ({
    name: scope.key,
    sample: scoredSample(columns, firstField, plan.scopes.length === 1 ? undefined : index),
  }));
  return {
    schema_version: 1,
    charts: buildReplayCharts(series, rankMethodOf(plan)),
    tables: [drawdownTable(series)],
  };
}
