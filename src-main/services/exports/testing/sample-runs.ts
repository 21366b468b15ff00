import type { Chart, Table } from '../../../../src-core/result/series.ts';
import type { ReportRun } from '../report/report-run.ts';

const secondsPerDay = 86_400;
const firstDay = 1_641_168_000;

/** A run as a replay leaves it, small enough to look at; what is given replaces what is there. */
export function sampleRun(name: string, changes: Partial<ReportRun['summary']> = {}): ReportRun {
  return {
    summary: { ...sampleSummary(name), ...changes },
    charts: { schema_version: 1, charts: sampleCharts(), tables: [sampleTable()] },
  };
}

function sampleSummary(name: string): ReportRun['summary'] {
  const interval = { low: 0.0392, high: 0.0651, confidence: 0.95, method: 'moving-block bootstrap' };
  return {
    schema_version: 1,
    kind: 'replay',
    name,
    created_at: '2026-11-21T13:08:22.923Z',
    mode: 'strict',
    headline: {
      metric: 'score_mean',
      label: 'Mean score',
      value: 0.0521456789,
      standard_error: 0.00654,
      interval_low: interval.low,
      interval_high: interval.high,
      confidence: interval.confidence,
      method: interval.method,
    },
    metrics: {
      score_recent: 0.06,
      score_mean: 0.0521456789,
      score_mean_standard_error: 0.00654,
      ic: -0.0113,
      hit_rate: 0.526,
      turnover: 0.25,
      brier_score: null,
    },
    intervals: { score_mean: interval },
    counts: {
      ticks: 2881,
      tick_errors: 0,
      predictions: 2881,
      scored: 2876,
      unresolved_end_of_data: 1,
      unresolved_gap: 4,
      unresolved_no_price: 0,
      prediction_failed: 0,
      scoring_failed: 0,
    },
    warnings: [],
    data: {
      feeds: ['synthetic/BTC/candle/1m'],
      start: '2022-01-03T00:00:00Z',
      end: '2022-01-05T23:59:59Z',
      is_synthetic: true,
    },
    data_quality: {
      badge: 'clean',
      rows_read: 3000,
      rows_used: 3000,
      rows_without_price: 0,
      duplicates_removed: 0,
      rows_out_of_order: 0,
      missing_days: [],
      missing_candles: 0,
      gaps: [],
      gaps_not_listed: 0,
    },
    lookahead: { checked: true, altered_after: ['2022-01-03T12:00:00Z'] },
    config: { kind: 'replay', name, model: { path: `models/${name}.ts` } },
    receipt: {
      job_id: 'a'.repeat(32),
      snapshot_id: 'b'.repeat(64),
      dataset_version_ids: { 'synthetic/BTC/candle/1m': 'c'.repeat(64) },
      files: [
        {
          path: 'synthetic/BTC/candle/1m/2022-01-03.parquet',
          sha256: 'd'.repeat(64),
          size_bytes: 68_237,
          rows: 1440,
        },
      ],
      model_hash: 'e'.repeat(64),
      model_files: { 'model.ts': 'f'.repeat(64) },
      engine_version: '1.0.0',
      metrics_version: '1',
      hindcast_version: '0.1.0',
      runtime: { node: '24.21.0' },
      strict_hash: '1'.repeat(64),
      canonical_hash: '2'.repeat(64),
    },
    timings_seconds: { simulating: 0.5, total: 0.94 },
  };
}

function sampleCharts(): Chart[] {
  const days = Array.from({ length: 30 }, (_, index) => firstDay + index * secondsPerDay);
  const time = { axis: 'time' as const, labels: [], x_name: 'day, UTC', help: 'How to read it.' };
  return [
    {
      ...time,
      id: 'cumulative_score',
      title: 'Cumulative score, sum of scores',
      form: 'line',
      y_name: 'cumulative score',
      lines: [{ name: 'BTC-60', x: days, y: days.map((_, index) => index * index - 3 * index) }],
    },
    {
      ...time,
      id: 'score_drawdown',
      title: 'Drawdown of the score, below its peak',
      form: 'area',
      y_name: 'score below peak',
      lines: [{ name: 'BTC-60', x: days, y: days.map((_, index) => 0 - (index % 5)) }],
    },
    {
      ...time,
      id: 'ic_by_day',
      title: 'Information coefficient by day',
      form: 'line',
      y_name: 'IC, -1 to 1',
      lines: [
        {
          name: 'BTC-60',
          x: days,
          y: days.map((_, index) => (index % 7 === 0 ? null : ((index % 5) - 2) / 10)),
        },
        { name: 'BTC-60, 7-day mean', x: days.slice(6), y: days.slice(6).map(() => 0.02) },
      ],
    },
    {
      id: 'calibration',
      title: 'Calibration: mean return by tenth of the signal',
      help: 'Points should rise from left to right.',
      form: 'scatter',
      axis: 'value',
      labels: [],
      x_name: 'mean signal',
      y_name: 'mean return, bp',
      lines: [{ name: 'BTC-60', x: [-1, 0, 1], y: [-0.4, 0.1, 0.5] }],
    },
    {
      id: 'hit_rate_by_magnitude',
      title: 'Hit rate by size of the signal, %',
      help: 'Bars should rise to the right.',
      form: 'bar',
      axis: 'category',
      labels: ['small', 'large'],
      x_name: 'absolute signal',
      y_name: 'hit rate, %',
      lines: [{ name: 'BTC-60', x: [], y: [51.2, 53.8] }],
    },
    {
      ...time,
      id: 'score_calendar',
      title: 'Mean score by day, a column for each week',
      form: 'heat_map',
      y_name: 'mean score',
      lines: ['Monday', 'Tuesday', 'Wednesday'].map((name, weekday) => ({
        name,
        x: days.filter((_, index) => index % 7 === 0),
        y: [0.1, -0.3, weekday === 2 ? null : 0.25, 0, -0.05],
      })),
    },
  ];
}

function sampleTable(): Table {
  const plain = { digits: 0, sign: 'negative', missing: 'n/a' } as const;
  return {
    id: 'drawdowns',
    title: 'Deepest drawdowns of the score',
    help: 'How deep, and how long.',
    columns: [
      { ...plain, name: 'Scope', form: 'text' },
      { ...plain, name: 'Depth, score', form: 'number', digits: 4, sign: 'always' },
      { ...plain, name: 'Peak, UTC', form: 'time' },
      { ...plain, name: 'Recovered, UTC', form: 'time', missing: 'ongoing' },
    ],
    rows: [
      ['BTC-60', -4, firstDay, firstDay + secondsPerDay],
      ['BTC-60', -1.5, firstDay + 2 * secondsPerDay, null],
    ],
  };
}
