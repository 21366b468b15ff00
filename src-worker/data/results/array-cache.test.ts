import { describe, expect, it } from 'vitest';
import { ArrayCache } from './array-cache.ts';

describe('the cache of arrays', () => {
  const load = (cache: ArrayCache, key: string, bytes: number): Promise<string> =>
    cache.get(key, () => Promise.resolve({ value: key, bytes }));

  it('loads once, also for those who ask while it is being loaded', async () => {
    const cache = new ArrayCache(100);
    let loads = 0;
    const slow = (): Promise<{ value: number; bytes: number }> =>
      Promise.resolve({ value: ++loads, bytes: 10 });
    expect(await Promise.all([cache.get('a', slow), cache.get('a', slow)])).toEqual([1, 1]);
    expect(await cache.get('a', slow)).toBe(1);
    expect(cache.bytes).toBe(10);
  });

  it('lets go what was not asked for longest', async () => {
    const cache = new ArrayCache(100);
    await load(cache, 'a', 40);
    await load(cache, 'b', 40);
    await load(cache, 'a', 40);
    await load(cache, 'c', 40);
    expect(['a', 'b', 'c'].map((key) => cache.has(key))).toEqual([true, false, true]);
    expect(cache.bytes).toBe(80);
  });

  it('keeps the latest even when it is too large, and nothing else then', async () => {
    const cache = new ArrayCache(100);
    await load(cache, 'small', 10);
    await load(cache, 'huge', 500);
    expect([cache.has('small'), cache.has('huge'), cache.bytes]).toEqual([false, true, 500]);
    await load(cache, 'small', 10);
    expect([cache.has('small'), cache.has('huge'), cache.bytes]).toEqual([true, false, 10]);
  });

  it('does not keep a failure', async () => {
    const cache = new ArrayCache(100);
    await expect(cache.get('a', () => Promise.reject(new Error('not yet')))).rejects.toThrow('not yet');
    expect(await load(cache, 'a', 1)).toBe('a');
  });
});
