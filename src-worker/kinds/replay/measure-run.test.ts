import { beforeEach, describe, expect, it } from 'vitest';
import {
  allocatePredictions,
  PredictionTable,
} from '../../../src-core/kinds/replay/engine/prediction-table.ts';
import type { ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import { statusCode } from '../../../src-core/kinds/replay/prediction-columns.ts';
import { parseJobSpec } from '../../../src-core/kinds/registry.ts';
import { SeededRandom } from '../../../src-core/numeric/seeded-random.ts';
import { measureRun, type RunToMeasure } from './measure-run.ts';
import { allocateOrders } from './shared-orders.ts';

const rows = 2000;
const ignore = (): void => undefined;
let run: RunToMeasure;

beforeEach(() => {
  const spec = {
    kind: 'replay',
    name: 'measured',
    model: { path: '/model.js' },
    feed: { source: 'binance', subject: 'BTC', kind: 'candle', granularity: '1m' },
    start: '2022-01-03',
    end: '2022-01-04',
  };
  const parsed = parseJobSpec(spec, 'The sample');
  const plan = parsed.kind.plan(parsed.spec) as ReplayPlan;
  const predictions = allocatePredictions(plan, [rows]);
  const columns = new PredictionTable(predictions);
  const random = new SeededRandom(7);
  columns.length = rows;
  columns.status.fill(statusCode.scored);
  for (let row = 0; row < rows; row++) {
    columns.ts[row] = plan.range.startSeconds + 60 * row;
    columns.resolvedTs[row] = (columns.ts[row] as number) + 60;
    columns.signal[row] = random.uniform() - 0.5;
    columns.actualReturn[row] = random.uniform() - 0.5;
    columns.score[row] = random.uniform();
  }
  const orders = allocateOrders(plan.scopes.length, rows);
  run = { plan, columns, predictions, counts: { ticks: rows, tickErrors: 0 }, orders };
});

describe('the metrics of a run', () => {
  const { signal } = new AbortController();

  it('Q18 of many predictions are computed while this thread can say that it lives, and are the same', async () => {
    let turns = 0;
    const heart = setInterval(() => turns++, 1);
    const shares: number[] = [];
    const apart = await measureRun(run, signal, (share) => shares.push(share), rows - 1);
    clearInterval(heart);
    expect(turns).toBeGreaterThan(0);
    expect(shares).toEqual(shares.map((_, index) => (index + 1) / shares.length));
    expect(shares).toHaveLength(Object.keys(apart.metrics).length + Object.keys(apart.intervals).length);
    const orders = allocateOrders(run.plan.scopes.length, rows);
    expect(apart).toEqual(await measureRun({ ...run, orders }, signal, ignore, rows));
    expect(apart.counts['predictions']).toBe(rows);
  });

  it('Q23 are given up at once when the run is cancelled', async () => {
    const cancel = new AbortController();
    const measured = measureRun(run, cancel.signal, ignore, 0);
    cancel.abort();
    await expect(measured).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(measureRun(run, cancel.signal, ignore, 0)).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
