import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ForecastMetricOptions } from './forecast-metric.ts';
import { PredictionSample } from './prediction-sample.ts';
import { scoreWindow } from './score-window.ts';

const strict: ForecastMetricOptions = { mode: 'strict', overlap: 1, seed: 1 };

interface Row {
  ts: number;
  score: number;
  pnl: number;
}

function sampleOf(rows: readonly Row[]): PredictionSample {
  const column = (of: (row: Row) => number): Float64Array => Float64Array.from(rows, of);
  return new PredictionSample({
    length: rows.length,
    ts: column((row) => row.ts),
    scope: new Uint16Array(rows.length),
    signal: column(() => 0),
    actualReturn: column(() => 0),
    score: column((row) => row.score),
    scoreFields: new Map([['pnl', column((row) => row.pnl)]]),
    probability: column(() => Number.NaN),
  });
}

describe('scoreWindow', () => {
  it('is the mean of the field it names over the rows of its hours', () => {
    const row = fc.record({
      step: fc.integer({ min: 0, max: 7200 }),
      score: fc.double({ min: -10, max: 10, noNaN: true }),
      pnl: fc.double({ min: -10, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom('score' as const, 'pnl' as const),
        (steps, hours, field) => {
          let ts = 0;
          const rows = steps.map(({ step, ...numbers }) => ({ ts: (ts += step), ...numbers }));
          const inside = rows.filter((each) => ts - each.ts <= hours * 3600).map((each) => each[field]);
          const window = scoreWindow({ name: 'w', hours, value_field: field === 'score' ? 'value' : field });
          expect(window.compute(sampleOf(rows), strict)).toBeCloseTo(
            inside.reduce((sum, value) => sum + value, 0) / inside.length,
            10,
          );
        },
      ),
      { seed: 52, numRuns: 200 },
    );
  });

  it('has the edges of every window, whatever it averages', () => {
    const window = scoreWindow({ name: 'w', hours: 1, value_field: 'pnl' });
    expect(window.compute(sampleOf([]), strict)).toBeNaN();
    expect(window.compute(sampleOf([]), { ...strict, mode: 'compatible' })).toBe(0);
    const rows = Array.from({ length: 50 }, (_, index) => ({ ts: index, score: 0, pnl: index % 2 }));
    expect(window.interval?.(sampleOf(rows), strict).low).toBeGreaterThan(0);
    expect(window.standardError(sampleOf(rows), strict)).toBeGreaterThan(0);
  });
});
