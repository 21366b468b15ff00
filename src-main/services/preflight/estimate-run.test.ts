import { expect, it } from 'vitest';
import { estimateRun } from './estimate-run.ts';

it('an estimate spans what other runs would have taken over as many candles', () => {
  const runs = [
    { seconds: 2.5, candles: 1000 },
    { seconds: 4.5, candles: 1000 },
  ];
  const estimate = estimateRun(runs, 2000);
  expect(estimate?.runs).toBe(2);
  // 4.5 and 8.5 s; the tenth and ninetieth percentiles, and a fifth on either side.
  expect(estimate?.lowSeconds).toBeCloseTo(4.9 * 0.8);
  expect(estimate?.highSeconds).toBeCloseTo(8.1 * 1.2);
});

it('a short run is mostly starting and ending, which a long one does once', () => {
  expect(estimateRun([{ seconds: 0.5, candles: 100 }], 100_000)?.highSeconds).toBeLessThan(1);
});

it('nothing is said without a run that tells', () => {
  expect(estimateRun([], 100)).toBeNull();
  expect(estimateRun([{ seconds: 3, candles: 0 }], 100)).toBeNull();
});
