import { describe, expect, it } from 'vitest';
import { computeMetrics, unknownMetricWarnings } from './compute-metrics.ts';
import type { MetricDefinition } from './metric-definition.ts';

function definition(name: string, compute: (sample: number[]) => number): MetricDefinition<number[], null> {
  return { name, label: name, unit: '', digits: 2, better: 'higher', description: '', compute };
}

describe('computeMetrics', () => {
  const definitions = [
    definition('last', (sample) => sample.at(-1) ?? Number.NaN),
    definition('broken', () => {
      throw new Error('division by cucumber');
    }),
    definition('unbounded', () => Number.POSITIVE_INFINITY),
    definition('count', (sample) => sample.length),
    definition('negative_zero', () => -0),
  ];

  it('keeps the order, isolates a metric that fails, and never lets NaN or infinity out', () => {
    const { metrics, warnings } = computeMetrics(definitions, [], null);
    expect(Object.entries(metrics)).toEqual([
      ['last', null],
      ['broken', null],
      ['unbounded', null],
      ['count', 0],
      ['negative_zero', 0],
    ]);
    expect(Object.is(metrics['negative_zero'], 0)).toBe(true);
    expect(warnings).toEqual(['Metric "broken" failed and has no value: division by cucumber']);
    expect(JSON.parse(JSON.stringify(metrics))).toEqual(metrics);
  });

  it('warns of names that are asked for and unknown', () => {
    expect(unknownMetricWarnings(['last', 'cuont', 'zebra'], definitions)).toEqual([
      'There is no metric "cuont", did you mean "count"? It was skipped.',
      'There is no metric "zebra". It was skipped.',
    ]);
  });
});
