import { expect, it } from 'vitest';
import { TransferRate } from './transfer-rate.ts';

it('D16 tells how fast bytes came in the last ten seconds', () => {
  let now = 5000;
  const rate = new TransferRate(() => now);
  rate.add(1_000_000);
  expect(rate.bytesPerSecond).toBeNull();
  now += 1000;
  rate.add(500);
  expect(rate.bytesPerSecond).toBe(1_000_500);
  for (let second = 0; second < 20; second++) {
    now += 1000;
    rate.add(2000);
  }
  expect(rate.bytesPerSecond).toBeCloseTo(2000, -3);
  now += 60_000;
  expect(rate.bytesPerSecond).toBe(0);
});
