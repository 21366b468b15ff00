import { describe, expect, it } from 'vitest';
import type { DayFile } from '../../../src-core/feed/index-entry.ts';
import { FakeClock, settled } from '../jobs/testing/fake-clock.ts';
import { IndexLookup } from './index-lookup.ts';

/** A lookup whose fetches end when the test says so. */
function bench() {
  const clock = new FakeClock();
  const fetches: PromiseWithResolvers<readonly DayFile[]>[] = [];
  const lookup = new IndexLookup(clock, () => {
    const fetch = Promise.withResolvers<readonly DayFile[]>();
    fetches.push(fetch);
    return fetch.promise;
  });
  const late = { count: 0 };
  lookup.onLate(() => void late.count++);
  return { clock, fetches, lookup, late };
}

describe('looking up what a coordinator offers', () => {
  it('asks once a minute', async () => {
    const { clock, fetches, lookup, late } = bench();
    const index: DayFile[] = [];
    const asked = [lookup.get('a'), lookup.get('a')];
    fetches[0]?.resolve(index);
    expect(await Promise.all(asked)).toEqual([index, index]);
    await clock.advance(59_999);
    expect(await lookup.get('a')).toBe(index);
    expect(fetches).toHaveLength(1);
    await clock.advance(1);
    void lookup.get('a');
    void lookup.get('b');
    expect(fetches).toHaveLength(3);
    expect(late.count).toBe(0);
  });

  it('waits for a quarter of a second, and tells once when the answer has come after all', async () => {
    const { clock, fetches, lookup, late } = bench();
    const asked = Promise.all([lookup.get('a'), lookup.get('a')]);
    await clock.advance(250);
    expect(await asked).toEqual([undefined, undefined]);
    expect(late.count).toBe(0);
    fetches[0]?.resolve([]);
    await settled();
    expect(late.count).toBe(1);
    expect(await lookup.get('a')).toEqual([]);
    expect([late.count, fetches.length]).toEqual([1, 1]);
  });

  it('takes a failure for no answer, and asks again after ten seconds', async () => {
    const { clock, fetches, lookup, late } = bench();
    const asked = lookup.get('a');
    fetches[0]?.reject(new Error('offline'));
    expect(await asked).toBeUndefined();
    expect(await lookup.get('a')).toBeUndefined();
    await clock.advance(10_000);
    void lookup.get('a');
    expect([fetches.length, late.count]).toEqual([2, 0]);
  });

  it('takes what was fetched elsewhere, and forgets what has changed', async () => {
    const { fetches, lookup } = bench();
    const index: DayFile[] = [];
    lookup.put('a', index);
    expect(await lookup.get('a')).toBe(index);
    lookup.drop('a');
    void lookup.get('a');
    expect(fetches).toHaveLength(1);
  });
});
