import { rankMethodOf } from '../../../metrics/forecast/forecast-metric.ts';
import type { FindOrders, PredictionSample } from '../../../metrics/forecast/prediction-sample.ts';
import type { Charts } from '../../../result/series.ts';
import type { ReplayPlan } from '../plan.ts';
import type { PredictionColumns } from '../prediction-columns.ts';
import { buildReplayCharts } from './charts.ts';
import { drawdownTable } from './drawdown-table.ts';
import { scopeSamples } from './scored-sample.ts';

/**
 * The contents of `charts.json`: a line for each scope of the run, ranked as its metrics are, and its tables.
 *
 * @param findOrders how the sample of a scope, by its index, is sorted
 */
export function replayCharts(
  plan: ReplayPlan,
  columns: PredictionColumns,
  findOrders?: (scopeIndex: number) => FindOrders,
): Charts {
  const samples = scopeSamples(plan, columns, findOrders);
  const series = plan.scopes.map((scope, index) => ({
    name: scope.key,
    sample: samples[index] as PredictionSample,
  }));
  return {
    schema_version: 1,
    charts: buildReplayCharts(series, rankMethodOf(plan)),
    tables: [drawdownTable(series)],
  };
}
