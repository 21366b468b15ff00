import type { FindOrders } from '../../../src-core/metrics/forecast/prediction-sample.ts';
import { sortWithPositions, type Ordering } from '../../../src-core/statistics/ordering.ts';

/** Memory for the orders of the samples of a run: two for each scope, with their states. */
export interface OrderBuffers {
  readonly rows: number;
  readonly states: SharedArrayBuffer;
  readonly values: SharedArrayBuffer;
  readonly positions: SharedArrayBuffer;
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
    values: new SharedArrayBuffer(count * rows * Float64Array.BYTES_PER_ELEMENT),
    positions: new SharedArrayBuffer(count * rows * Uint32Array.BYTES_PER_ELEMENT),
  };
}

/**
 * Sorts the sample of a scope together with the other thread that needs it sorted: each sorts what the other has not
 * begun, then waits for what is missing.
 */
export function sortTogether(buffers: OrderBuffers, scopeIndex: number): FindOrders {
  const states = new Int32Array(buffers.states);
  return ({ signal, actualReturn }) => {
    const tasks = [signal, actualReturn].map((column, index) => {
      const cell = scopeIndex * ordersPerScope + index;
      return { cell, column, order: orderIn(buffers, cell, column.length) };
    });
    for (const { cell, column, order } of tasks) {
      if (Atomics.compareExchange(states, cell, state.open, state.underWay) !== state.open) continue;
      const { values, positions } = sortWithPositions(column);
      order.values.set(values);
      order.positions.set(positions);
      Atomics.store(states, cell, state.done);
      Atomics.notify(states, cell);
    }
    const [signalOrder, returnOrder] = tasks.map(({ cell, column, order }) => {
      const isLost = Atomics.wait(states, cell, state.underWay, patienceMilliseconds) === 'timed-out';
      return isLost ? sortWithPositions(column) : order;
    });
    return { signal: signalOrder as Ordering, actualReturn: returnOrder as Ordering };
  };
}

function orderIn({ rows, values, positions }: OrderBuffers, cell: number, length: number): Ordering {
  const first = cell * rows;
  return {
    values: new Float64Array(values, first * Float64Array.BYTES_PER_ELEMENT, length),
    positions: new Uint32Array(positions, first * Uint32Array.BYTES_PER_ELEMENT, length),
  };
}
