import fc from 'fast-check';
import { expect, it } from 'vitest';
import { prioritySchema } from './job-base.ts';
import { startOrderOf } from './queue-order.ts';

const moment = Date.UTC(2026, 10, 21);
const hour = 3_600_000;

it('Q7 starts by priority what is queued at the same time', () => {
  const order = prioritySchema.options.toSorted(
    (left, right) => startOrderOf(moment, left) - startOrderOf(moment, right),
  );
  expect(order).toEqual(['urgent', 'high', 'normal', 'low']);
});

it('Q7 lets a low job wait for no urgent one that is queued more than a day later', () => {
  expect(startOrderOf(moment, 'low')).toBeLessThan(startOrderOf(moment + 24 * hour + 1, 'urgent'));
  expect(startOrderOf(moment, 'low')).toBeGreaterThan(startOrderOf(moment + 24 * hour - 1, 'urgent'));
});

it('Q7 starts jobs of one priority in the order in which they were queued', () => {
  const priority = fc.constantFrom(...prioritySchema.options);
  fc.assert(
    fc.property(priority, fc.integer({ min: 1, max: 1e12 }), (each, later) => {
      expect(startOrderOf(moment, each)).toBeLessThan(startOrderOf(moment + later, each));
    }),
  );
});
