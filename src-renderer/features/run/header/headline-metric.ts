import type { SummaryBase } from '../../../../src-core/result/summary-base.ts';
import { metricRows, type MetricText } from '../../../../src-core/result/metric-rows.ts';

/** How the metric that stands for a run is called and written. */
export function headlineMetric({ headline, config }: Pick<SummaryBase, 'headline' | 'config'>): MetricText {
  const [row] = metricRows({ metrics: { [headline.metric]: headline.value } }, config);
  if (row === undefined) throw new Error(`There is no text for the metric ${headline.metric}.`);
  return row.metric;
}
