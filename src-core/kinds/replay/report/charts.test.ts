import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeMetrics } from '../../../metrics/compute-metrics.ts';
import { PredictionSample } from '../../../metrics/forecast/prediction-sample.ts';
import { forecastMetrics } from '../../../metrics/forecast/registry.ts';
import { SeededRandom } from '../../../numeric/seeded-random.ts';
import { chartsSchema, type Chart } from '../../../result/series.ts';
import { buildReplayCharts } from './charts.ts';

const day = 86_400;
const start = 1_768_435_200;

interface Row {
  ts: number;
  signal: number;
  actualReturn: number;
  score: number;
}

function sampleOf(rows: readonly Row[]): PredictionSample {
  return new PredictionSample({
    length: rows.length,
    ts: Float64Array.from(rows, (row) => row.ts),
    scope: new Uint16Array(rows.length),
    signal: Float64Array.from(rows, (row) => row.signal),
    actualReturn: Float64Array.from(rows, (row) => row.actualReturn),
    score: Float64Array.from(rows, (row) => row.score),
    scoreFields: new Map(),
    probability: new Float64Array(rows.length).fill(Number.NaN),
  });
}

/** A model with some skill, one prediction every ten minutes. */
function skilled(count: number): Row[] {
  const random = new SeededRandom(1);
  return Array.from({ length: count }, (_, index) => {
    const signal = random.uniform() - 0.5;
    const actualReturn = (0.3 * signal + random.uniform() - 0.5) / 100;
    return { ts: start + index * 600, signal, actualReturn, score: signal * actualReturn > 0 ? 1 : -1 };
  });
}

function charts(rows: readonly Row[], name = 'BTC-60'): Map<string, Chart> {
  const built = buildReplayCharts([{ name, sample: sampleOf(rows) }], 'average');
  expect(chartsSchema.parse({ schema_version: 1, charts: built }).charts).toEqual(built);
  return new Map(built.map((chart) => [chart.id, chart]));
}

function line(built: Map<string, Chart>, id: string, index = 0): Chart['lines'][number] {
  const found = built.get(id)?.lines[index];
  if (found === undefined) throw new Error(`no line ${index} in chart ${id}`);
  return found;
}

describe('buildReplayCharts', () => {
  it('gives every chart with its unit in the title or on an axis, and nothing without predictions', () => {
    const built = charts(skilled(500));
    expect([...built.keys()]).toEqual([
      'cumulative_score',
      'score_drawdown',
      'ic_by_day',
      'ic_distribution',
      'calibration',
      'hit_rate_by_magnitude',
      'quantile_returns',
      'hit_rate_by_hour',
      'score_by_day',
      'score_calendar',
      'score_distribution',
    ]);
    for (const chart of built.values()) {
      expect(chart.help.length).toBeGreaterThan(20);
      expect(chart.help).not.toContain('\n');
      for (const { x, y } of chart.lines) {
        expect(x.length).toBe(chart.axis === 'category' ? 0 : y.length);
        if (chart.axis === 'category') expect(y.length).toBe(chart.labels.length);
      }
    }
    expect(buildReplayCharts([], 'average')).toEqual([]);
    expect(buildReplayCharts([{ name: 'none', sample: sampleOf([]) }], 'average')).toEqual([]);
  });

  it('agrees with the metrics of the same sample', () => {
    const rows = skilled(9000);
    const sample = sampleOf(rows);
    const { metrics } = computeMetrics(forecastMetrics([]), sample, { mode: 'strict', overlap: 1, seed: 1 });
    const built = charts(rows);
    const cumulative = line(built, 'cumulative_score').y;
    expect(cumulative.length).toBe(2000);
    expect(cumulative.at(-1)).toBe(rows.reduce((sum, row) => sum + row.score, 0));
    const drawdown = line(built, 'score_drawdown').y.map((value) => value ?? 0);
    expect(drawdown.length).toBeLessThanOrEqual(2000);
    expect(Math.min(...drawdown)).toBe(metrics['max_drawdown']);
    const hitRates = line(built, 'hit_rate_by_magnitude').y.map((value) => value ?? Number.NaN);
    expect(hitRates.reduce((sum, value) => sum + value, 0) / 500).toBeCloseTo(
      metrics['hit_rate'] ?? Number.NaN,
      12,
    );
  });

  it('shows skill where there is some: bars rise with the signal', () => {
    const built = charts(skilled(5000));
    const returns = line(built, 'quantile_returns').y.map((value) => value ?? Number.NaN);
    expect(returns).toEqual([...returns].sort((left, right) => left - right));
    const hitRates = line(built, 'hit_rate_by_magnitude').y.map((value) => value ?? Number.NaN);
    expect(hitRates[4]).toBeGreaterThan((hitRates[0] ?? 100) + 10);
    const calibration = line(built, 'calibration');
    expect(calibration.x.length).toBe(10);
    expect(calibration.x).toEqual([...calibration.x].sort((left, right) => left - right));
  });

  it('cuts days at midnight UTC and averages the IC over calendar weeks', () => {
    const rows: Row[] = [];
    for (const [midnight, sign] of [
      [0, 1],
      [1, -1],
      [7, 1],
      [9, 1],
    ] as const) {
      for (const hour of [0, 1, 23]) {
        const ts = start + midnight * day + hour * 3600;
        rows.push({ ts, signal: hour, actualReturn: (sign * hour) / 100, score: sign * hour });
      }
    }
    const built = charts(rows);
    const daily = line(built, 'ic_by_day');
    expect(daily.x).toEqual([start, start + day, start + 7 * day, start + 9 * day]);
    daily.y.forEach((value, index) => expect(value).toBeCloseTo([1, -1, 1, 1][index] ?? Number.NaN, 14));
    const weekly = line(built, 'ic_by_day', 1);
    expect(weekly.name).toBe('BTC-60, 7-day mean');
    weekly.y.forEach((value, index) => expect(value).toBeCloseTo([1, 0, 0, 1][index] ?? Number.NaN, 14));
    expect(line(built, 'score_by_day').y).toEqual([8, -8, 8, 8]);
    const byHour = line(built, 'hit_rate_by_hour').y;
    expect(byHour[0]).toBeCloseTo(100, 12);
    expect(byHour[1]).toBeCloseTo(75, 12);
    expect(byHour[2]).toBeNull();
  });

  it('counts the days of each daily IC, the best and the worst included', () => {
    const rows: Row[] = [];
    for (const [index, order] of [
      [1, 2, 3],
      [3, 2, 1],
      [1, 3, 2],
      [2, 2, 2],
    ].entries()) {
      order.forEach((actualReturn, hour) => {
        rows.push({ ts: start + index * day + hour * 3600, signal: hour, actualReturn, score: 1 });
      });
    }
    const chart = charts(rows).get('ic_distribution');
    // Rank correlations of 1, -1 and 0.5; the fourth day has none.
    const shares = Object.fromEntries(
      chart?.labels.map((label, bin) => [label, chart.lines[0]?.y[bin]]) ?? [],
    );
    const third = expect.closeTo(100 / 3, 12) as number;
    expect(Object.fromEntries(Object.entries(shares).filter(([, share]) => share !== 0))).toEqual({
      '-0.95': third,
      '0.55': third,
      '0.95': third,
    });
  });

  it('lays the days of all series out by week', () => {
    // Noon of each of three days, the first a Thursday; the third is in the week after the next.
    const first = [0, 1, 15].map((days) => ({
      ts: start + days * day + day / 2,
      signal: 1,
      actualReturn: 1,
      score: 3 + days,
    }));
    const second = [{ ts: start + day + 60, signal: 1, actualReturn: 1, score: 10 }];
    const chart = buildReplayCharts(
      [
        { name: 'A', sample: sampleOf(first) },
        { name: 'B', sample: sampleOf(second) },
      ],
      'average',
    ).find(({ id }) => id === 'score_calendar');
    expect(new Date(start * 1000).getUTCDay()).toBe(4);
    const mondays = [-3, 4, 11].map((days) => start + days * day);
    expect(chart?.lines.map(({ name, x, y }) => [name, x, y])).toEqual([
      ['Monday', mondays, [null, null, null]],
      ['Tuesday', mondays, [null, null, null]],
      ['Wednesday', mondays, [null, null, null]],
      ['Thursday', mondays, [3, null, null]],
      ['Friday', mondays, [7, null, 18]],
      ['Saturday', mondays, [null, null, null]],
      ['Sunday', mondays, [null, null, null]],
    ]);
  });

  it('says in the calendar what it says by day', () => {
    const built = charts(skilled(20_000));
    const byDay = line(built, 'score_by_day');
    const calendar = built.get('score_calendar')?.lines ?? [];
    const cells = calendar.flatMap(({ x, y }, weekday) =>
      x.flatMap((monday, week) => (y[week] === null ? [] : [[monday + weekday * day, y[week]] as const])),
    );
    cells.sort(([left], [right]) => left - right);
    expect(cells).toEqual(byDay.x.map((ts, index) => [ts, byDay.y[index]]));
  });

  it('gives few distinct scores a bar each, and bins the rest with outliers at the ends', () => {
    const directional = charts(skilled(400)).get('score_distribution');
    expect(directional?.labels).toEqual(['-1', '1']);
    const spread = skilled(2000).map((row, index) =>
      Object.assign(row, { score: index === 7 ? 1e6 : row.signal }),
    );
    const binned = charts(spread).get('score_distribution');
    expect(binned?.labels.length).toBe(40);
    const shares = binned?.lines[0]?.y.map((value) => value ?? 0) ?? [];
    expect(shares.reduce((sum, value) => sum + value, 0)).toBeCloseTo(100, 9);
    expect(shares.at(-1)).toBeCloseTo(0.05, 9);
  });

  it('puts equal signals into one bin', () => {
    const rows = skilled(1000).map((row) => Object.assign(row, { signal: Math.sign(row.signal) }));
    const built = charts(rows);
    expect(line(built, 'calibration').x).toEqual([-1, 1]);
    expect(line(built, 'quantile_returns').y.filter((value) => value !== null).length).toBe(2);
    expect(line(built, 'hit_rate_by_magnitude').y.filter((value) => value !== null).length).toBe(1);
  });

  it('draws a line for each series and shares the points among many', () => {
    const sample = sampleOf(skilled(9000));
    const many = Array.from({ length: 40 }, (_, index) => ({ name: `S${index}`, sample }));
    const linesOf: Record<string, number> = { ic_by_day: 80, score_calendar: 7 };
    for (const chart of buildReplayCharts(many, 'ordinal')) {
      expect(chart.lines.length).toBe(linesOf[chart.id] ?? 40);
      for (const { y } of chart.lines) expect(y.length).toBeLessThanOrEqual(500);
    }
  });

  it('never fails and always fits the schema, whatever the sample', () => {
    const row = fc.record({
      step: fc.integer({ min: 0, max: 200_000 }),
      signal: fc.oneof(fc.double({ min: -1e6, max: 1e6 }), fc.constantFrom(0, -0, 1, Number.NaN)),
      actualReturn: fc.double({ min: -1, max: 10, noNaN: true }),
      score: fc.oneof(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.constantFrom(-1, 0, 1)),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (list) => {
        let ts = start;
        charts(list.map((entry) => ({ ...entry, ts: (ts += entry.step) })));
      }),
      { seed: 11 },
    );
  });
});
