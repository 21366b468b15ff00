import type { SummaryBase } from '../../../../src-core/result/summary-base.ts';

/** A small, clean summary. */
export function sampleSummary(change: Partial<SummaryBase> = {}): SummaryBase {
  return {
    schema_version: 1,
    kind: 'replay',
    name: 'sample',
    created_at: '2022-02-01T00:00:00Z',
    headline: {
      metric: 'score_mean',
      label: 'Mean score',
      value: 0.0521,
      standard_error: 0.006,
      interval_low: 0.0392,
      interval_high: 0.0651,
      confidence: 0.95,
      method: 'moving-block bootstrap',
    },
    metrics: { score_mean: 0.0521 },
    counts: { predictions: 10, scored: 9 },
    warnings: [],
    data: {
      feeds: ['synthetic/BTC/candle/1m'],
      start: '2022-01-01T00:00:00Z',
      end: '2022-01-31T23:59:59Z',
      is_synthetic: true,
    },
    data_quality: {
      badge: 'clean',
      rows_read: 100,
      rows_used: 100,
      rows_without_price: 0,
      duplicates_removed: 0,
      rows_out_of_order: 0,
      missing_days: [],
      missing_candles: 0,
      gaps: [],
      gaps_not_listed: 0,
    },
    config: {},
    receipt: {
      job_id: '0'.repeat(32),
      snapshot_id: '1'.repeat(32),
      dataset_version_ids: {},
      files: [],
      model_hash: '2'.repeat(64),
      model_files: {},
      engine_version: '1.0.0',
      metrics_version: '1',
      hindcast_version: '0.1.0',
      runtime: {},
      strict_hash: '3'.repeat(64),
      canonical_hash: '4'.repeat(64),
    },
    timings_seconds: {},
    ...change,
  };
}
