import { expect, it, onTestFinished, vi } from 'vitest';
import { followWriting } from './follow-writing.ts';

it('D29 tells how far the writing is until it is over, whatever comes late', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const late = Promise.withResolvers<number>();
  const answers = [
    () => Promise.resolve(0.25),
    () => Promise.reject(new Error('not yet')),
    () => Promise.resolve(0.5),
  ];
  const request = (() => (answers.shift() ?? (() => late.promise))()) as never;
  const told: (number | null)[] = [];
  const stop = followWriting({ request }, '/out.csv', (share) => void told.push(share));
  await vi.advanceTimersByTimeAsync(1000);
  expect(told).toEqual([null, 0.25, 0.5]);
  stop();
  late.resolve(0.75);
  await vi.advanceTimersByTimeAsync(1000);
  expect(told).toEqual([null, 0.25, 0.5]);
});
