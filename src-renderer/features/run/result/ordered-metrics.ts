import { z } from 'zod';
import { metricRows, type MetricRow } from '../../../../src-core/result/metric-rows.ts';
import type { SummaryBase } from '../../../../src-core/result/summary-base.ts';

const featuredSchema = z.object({ featured_metrics: z.array(z.string()) });

/** The metrics of a run: the headline first, then those that its spec wants first, then the others in their order. */
export function orderedMetrics(summary: SummaryBase & Record<string, unknown>): MetricRow[] {
  const featured = featuredSchema.safeParse(summary).data?.featured_metrics ?? [];
  const first = [summary.headline.metric, ...featured];
  const rows = metricRows(summary, summary.config);
  const place = ({ metric: { name } }: MetricRow): number => {
    const found = first.indexOf(name);
    return found === -1 ? first.length : found;
  };
  return rows.toSorted((left, right) => place(left) - place(right));
}
