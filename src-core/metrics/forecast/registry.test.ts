import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { metricsVersion } from '../metrics-version.ts';
import { findForecastMetric, forecastMetrics } from './registry.ts';

const windows = [
  { name: 'score_recent', hours: 24, value_field: 'value' },
  { name: 'score_steady', hours: 72, value_field: 'value' },
  { name: 'score_anchor', hours: 168, value_field: 'value' },
];

describe('forecastMetrics', () => {
  it('are those of the contract, in the order in which they are shown', () => {
    expect(forecastMetrics(windows).map((metric) => metric.name)).toEqual([
      'score_recent',
      'score_steady',
      'score_anchor',
      'score_mean',
      'score_mean_standard_error',
      'ic',
      'ic_sharpe',
      'hit_rate',
      'hit_rate_standard_error',
      'mean_return',
      'mean_return_standard_error',
      'max_drawdown',
      'sortino_ratio',
      'turnover',
      'brier_score',
      'accuracy',
    ]);
  });

  it('are all described in docs/metrics.md, with the version of the definitions', () => {
    const text = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
    for (const metric of forecastMetrics(windows)) {
      expect(text, `docs/metrics.md has no heading for ${metric.name}`).toMatch(
        new RegExp(`^### .*\`${metric.name}\``, 'm'),
      );
    }
    expect(text).toContain(`Version ${metricsVersion} of the definitions`);
  });

  it('take windows of any name and length, but no name twice', () => {
    expect(forecastMetrics([{ name: 'score_hour', hours: 1, value_field: 'value' }])[0]).toMatchObject({
      name: 'score_hour',
      description: 'Mean score over the last 1 hours of scored predictions.',
      unit: 'score',
      better: 'higher',
    });
    expect(forecastMetrics([{ name: 'pnl_day', hours: 24, value_field: 'net_pnl' }])[0]).toMatchObject({
      description: 'Mean "net_pnl" of the score over the last 24 hours of scored predictions.',
      unit: '',
      better: 'none',
    });
    expect(() => forecastMetrics([{ name: 'ic', hours: 1, value_field: 'value' }])).toThrow(
      /window called "ic".*Rename/,
    );
    expect(() => forecastMetrics([...windows, ...windows])).toThrow(/"score_recent"/);
  });
});

describe('findForecastMetric', () => {
  it('finds by name, or names the nearest', () => {
    const definitions = forecastMetrics(windows);
    expect(findForecastMetric('ic', definitions).label).toBe('IC');
    expect(() => findForecastMetric('score_recnt', definitions)).toThrow('did you mean "score_recent"?');
  });
});
