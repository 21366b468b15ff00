import { beforeEach, describe, expect, it } from 'vitest';
import { LeaseWatch } from './lease-watch.ts';
import { FakeClock } from '../testing/fake-clock.ts';

let clock: FakeClock;
let watch: LeaseWatch;
beforeEach(() => {
  clock = new FakeClock();
  watch = new LeaseWatch(clock);
});

async function lookAfter(seconds: number, ...jobs: [jobId: string, leaseId: string, beat: number][]) {
  let lapsed: string[] = [];
  for (let second = 0; second < seconds; second += 5) {
    await clock.advance(5000);
    lapsed = [...watch.look(jobs.map(([jobId, leaseId, beat]) => ({ jobId, leaseId, beat })))];
  }
  return lapsed;
}

describe('Q21 a lease', () => {
  it('runs out when it is not renewed for 60 s, counted from when it was first seen', async () => {
    expect(await lookAfter(60, ['a', 'first', 7])).toEqual([]);
    expect(await lookAfter(5, ['a', 'first', 7])).toEqual(['a']);
  });

  it('does not run out while its beat grows, or when the job has another one', async () => {
    expect(await lookAfter(55, ['a', 'first', 1], ['b', 'other', 1])).toEqual([]);
    expect(await lookAfter(55, ['a', 'first', 2], ['b', 'another', 1])).toEqual([]);
    expect(await lookAfter(10, ['a', 'first', 2], ['b', 'another', 2])).toEqual(['a']);
  });

  it('is seen anew when the job was not running in between', async () => {
    expect(await lookAfter(55, ['a', 'first', 1])).toEqual([]);
    expect(await lookAfter(5)).toEqual([]);
    expect(await lookAfter(30, ['a', 'first', 1])).toEqual([]);
  });

  it('Q20 does not run out while the observer sleeps', async () => {
    expect(await lookAfter(10, ['a', 'first', 1])).toEqual([]);
    for (let night = 0; night < 3; night++) {
      await clock.standStill(8 * 3_600_000);
      expect(await lookAfter(5, ['a', 'first', night + 2])).toEqual([]);
    }
    await clock.standStill(3_600_000);
    expect(await lookAfter(45, ['a', 'first', 4])).toEqual([]);
    expect(await lookAfter(10, ['a', 'first', 4])).toEqual(['a']);
  });
});
