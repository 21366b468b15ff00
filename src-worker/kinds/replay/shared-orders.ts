import type { FindOrders } from '../../../src-core/metrics/forecast/prediction-sample.ts';
import { argsort } from '../../../src-core/statistics/ranking.ts';

/** Memory for the orders of the samples of a run: two for each scope, with their states. */
export interface OrderBuffers {
  readonly rows: number;
  readonly states: SharedArrayBuffer;
  readonly orders: SharedArrayBuffer;
}

const state = { open: 0, underWay: 1, done: 2 };
const ordersPerScope = 2;
/** Longer than any sort takes: the other thread must have failed. */
const patienceMilliseconds = 30_000;

/** @param rows the most that a sample can have; pages that are never written cost nothing */
export function allocateOrders(scopes: number, rows: number): OrderBuffers {
  const count = scopes * ordersPerScope;
  return {
    rows,
    states: new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT),
    orders: new SharedArrayBuffer(count * rows * Uint32Array.BYTES_PER_ELEMENT),
  };
}

/**
 * Sorts the sample of a scope together with the other thread that needs it sorted: each sorts what the other has not
 * begun, then waits for what is missing.
 */
export function sortTogether(buffers: OrderBuffers, scopeIndex: number): FindOrders {
  const states = new Int32Array(buffers.states);
  return ({ signal, actualReturn }) => {
    const tasks = [signal, actualReturn].map((values, index) => {
      const cell = scopeIndex * ordersPerScope + index;
      const offset = cell * buffers.rows * Uint32Array.BYTES_PER_ELEMENT;
      return { cell, values, order: new Uint32Array(buffers.orders, offset, values.length) };
    });
    for (const { cell, values, order } of tasks) {
      if (Atomics.compareExchange(states, cell, state.open, state.underWay) !== state.open) continue;
      order.set(argsort(values));
      Atomics.store(states, cell, state.done);
      Atomics.notify(states, cell);
    }
    const [signalOrder, returnOrder] = tasks.map(({ cell, values, order }) => {
      const isLost = Atomics.wait(states, cell, state.underWay, patienceMilliseconds) === 'timed-out';
      return isLost ? argsort(values) : order;
    });
    return { signal: signalOrder as Uint32Array, actualReturn: returnOrder as Uint32Array };
  };
}
