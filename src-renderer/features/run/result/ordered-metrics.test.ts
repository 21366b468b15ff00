import { describe, expect, it } from 'vitest';
import { sampleSummary } from '../testing/sample-summary.ts';
import { orderedMetrics } from './ordered-metrics.ts';

const names = (summary: Parameters<typeof orderedMetrics>[0]): string[] =>
  orderedMetrics(summary).map(({ metric }) => metric.name);

describe('metrics in the order in which they are shown', () => {
  it('begins with the headline and what the spec features', () => {
    const metrics = { score_recent: 1, score_mean: 2, ic: 3, hit_rate: 4, turnover: 5 };
    expect(names({ ...sampleSummary({ metrics }), featured_metrics: ['hit_rate', 'ic'] })).toEqual([
      'score_mean',
      'hit_rate',
      'ic',
      'score_recent',
      'turnover',
    ]);
  });

  it('has the interval and the error of a metric beside it', () => {
    const metrics = { score_mean: 0.5, score_mean_standard_error: 0.01 };
    const [row] = orderedMetrics({
      ...sampleSummary({ metrics }),
      intervals: { score_mean: { low: 0.4, high: 0.6 } },
    });
    expect(row).toMatchObject({ value: 0.5, standardError: 0.01, interval: { low: 0.4, high: 0.6 } });
  });
});
