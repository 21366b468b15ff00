import { expect, it } from 'vitest';
import type { Clock } from '../jobs/clock.ts';
import { FakeClock } from '../jobs/testing/fake-clock.ts';
import { BandwidthLimit } from './bandwidth-limit.ts';

/** A clock that goes on to whatever is waited for. */
class HastyClock implements Clock {
  milliseconds = 0;

  now(): Date {
    return new Date(this.milliseconds);
  }

  monotonicMilliseconds(): number {
    return this.milliseconds;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const at = this.milliseconds + milliseconds;
    queueMicrotask(() => {
      this.milliseconds = Math.max(this.milliseconds, at);
      callback();
    });
    return () => undefined;
  }
}

it('D16 keeps all downloads together within the rate, whatever the pieces', async () => {
  const clock = new HastyClock();
  const limit = new BandwidthLimit(clock, 1000);
  const pieces = [1, 999, 64, 4000, 300, 636];
  await Promise.all([
    ...pieces.map((bytes) => limit.take(bytes)),
    (async () => {
      for (const bytes of pieces) await limit.take(bytes);
    })(),
  ]);
  // 12,000 bytes, of which a quarter of a second was free.
  expect(clock.milliseconds).toBe(11_750);
});

it('D16 does not save up for later what was not used', async () => {
  const clock = new HastyClock();
  const limit = new BandwidthLimit(clock, 1000);
  clock.milliseconds = 60_000;
  await limit.take(2000);
  expect(clock.milliseconds).toBe(61_750);
});

it('D16 can be lifted, and ends waiting when the user cancels', async () => {
  const limit = new BandwidthLimit(new FakeClock(), 1);
  const cancel = new AbortController();
  const waiting = limit.take(1000, cancel.signal);
  cancel.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
  limit.bytesPerSecond = null;
  await limit.take(1_000_000);
});
