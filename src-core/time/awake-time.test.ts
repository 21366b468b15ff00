import { expect, it } from 'vitest';
import { AwakeTime } from './awake-time.ts';

it('Q20 counts what passes while it is read, and little of what passes while it is not', () => {
  let now = 5000;
  const time = new AwakeTime(() => now, 2000);
  expect(time.read()).toBe(0);
  now += 500;
  expect(time.read()).toBe(500);
  now += 2000;
  expect(time.read()).toBe(2500);
  // Asleep for eight hours.
  now += 8 * 3_600_000;
  expect(time.read()).toBe(4500);
  now += 500;
  expect(time.read()).toBe(5000);
});
