import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { SignalPairs } from '../../../src-core/metrics/forecast/prediction-sample.ts';
import { allocateOrders, sortTogether } from './shared-orders.ts';

const pairs: SignalPairs = {
  length: 4,
  ts: new Float64Array(4),
  scope: new Uint16Array(4),
  signal: Float64Array.of(3, 1, 2, 0),
  actualReturn: Float64Array.of(0, 5, -5, 1),
};
const sorted = {
  signal: { values: Float64Array.of(0, 1, 2, 3), positions: Uint32Array.of(3, 1, 2, 0) },
  actualReturn: { values: Float64Array.of(-5, 0, 1, 5), positions: Uint32Array.of(2, 0, 3, 1) },
};

describe('sortTogether', () => {
  it('gives both orders, each scope its own', () => {
    const buffers = allocateOrders(2, 9);
    const reversed = { ...pairs, signal: pairs.signal.map((value) => -value) };
    expect(sortTogether(buffers, 1)(pairs)).toEqual(sorted);
    expect(sortTogether(buffers, 0)(reversed).signal.positions).toEqual(Uint32Array.of(0, 2, 1, 3));
    expect(sortTogether(buffers, 1)(pairs)).toEqual(sorted);
  });

  it('takes what the other has sorted', () => {
    const buffers = allocateOrders(1, 4);
    sortTogether(buffers, 0)(pairs);
    const unsorted = { ...pairs, signal: new Float64Array(4), actualReturn: new Float64Array(4) };
    expect(sortTogether(buffers, 0)(unsorted)).toEqual(sorted);
  });

  it('waits for what another thread has begun', async () => {
    const buffers = allocateOrders(1, 4);
    const states = new Int32Array(buffers.states);
    const underWay = 1;
    Atomics.store(states, 0, underWay);
    const other = new Worker(
      `const { workerData } = require('node:worker_threads');
       const states = new Int32Array(workerData.states);
       Atomics.wait(states, 1, 0);
       Atomics.wait(states, 1, 1);
       new Float64Array(workerData.values, 0, 4).set([0, 1, 2, 3]);
       new Uint32Array(workerData.positions, 0, 4).set([3, 1, 2, 0]);
       Atomics.store(states, 0, 2);
       Atomics.notify(states, 0);`,
      { eval: true, workerData: buffers },
    );
    await new Promise((resolve) => other.once('online', resolve));
    expect(sortTogether(buffers, 0)(pairs)).toEqual(sorted);
    await other.terminate();
  });
});
