import { describe, expect, it, vi } from 'vitest';
import { QueryCache } from './query-cache.ts';

/** A question whose answers the test gives, in any order. */
function question() {
  const asked: PromiseWithResolvers<unknown>[] = [];
  const load = (): Promise<unknown> => {
    const answer = Promise.withResolvers<unknown>();
    asked.push(answer);
    return answer.promise;
  };
  return { load, asked };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the query cache', () => {
  it('asks once for all who ask the same', async () => {
    const cache = new QueryCache();
    const { load, asked } = question();
    const listener = vi.fn<() => void>();
    cache.follow('a', load, [], listener);
    cache.follow('a', load, [], () => undefined);
    expect(asked).toHaveLength(1);
    expect(cache.answer('a')).toMatchObject({ isLoading: true, hasData: false });
    asked[0]?.resolve(7);
    await settled();
    expect(cache.answer('a')).toEqual({ data: 7, hasData: true, error: undefined, isLoading: false });
    expect(listener).toHaveBeenCalled();
  });

  it('drops an answer that is overtaken by a newer one', async () => {
    const cache = new QueryCache();
    const { load, asked } = question();
    cache.follow('a', load, [], () => undefined);
    cache.refetch('a');
    asked[1]?.resolve('new');
    asked[0]?.resolve('old');
    await settled();
    expect(cache.answer('a').data).toBe('new');
  });

  it('keeps data when asking again fails', async () => {
    const cache = new QueryCache();
    const { load, asked } = question();
    cache.follow('a', load, [], () => undefined);
    asked[0]?.resolve(1);
    await settled();
    cache.refetch('a');
    asked[1]?.reject(new Error('gone'));
    await settled();
    expect(cache.answer('a')).toMatchObject({ data: 1, hasData: true, isLoading: false });
    expect(cache.answer('a').error).toEqual(new Error('gone'));
  });

  it('asks again for a tag where somebody looks, later where nobody does', async () => {
    const cache = new QueryCache();
    const seen = question();
    const unseen = question();
    cache.follow('seen', seen.load, ['data'], () => undefined);
    const stop = cache.follow('unseen', unseen.load, ['data'], () => undefined);
    seen.asked[0]?.resolve(1);
    unseen.asked[0]?.resolve(1);
    await settled();
    stop();
    cache.invalidate('other');
    cache.invalidate('data');
    expect(seen.asked).toHaveLength(2);
    expect(unseen.asked).toHaveLength(1);
    cache.follow('unseen', unseen.load, ['data'], () => undefined);
    expect(unseen.asked).toHaveLength(2);
  });

  it('asks again after a failure when somebody comes back', async () => {
    const cache = new QueryCache();
    const { load, asked } = question();
    const stop = cache.follow('a', load, [], () => undefined);
    asked[0]?.reject(new Error('lost'));
    await settled();
    stop();
    cache.follow('a', load, [], () => undefined);
    expect(asked).toHaveLength(2);
  });

  it('forgets the oldest answers that nobody looks at', async () => {
    const cache = new QueryCache();
    const first = question();
    cache.follow('first', first.load, [], () => undefined)();
    for (let index = 0; index < 150; index++) {
      cache.follow(
        `key ${index}`,
        () => Promise.resolve(index),
        [],
        () => undefined,
      )();
    }
    await settled();
    expect(cache.answer('first').hasData).toBe(false);
    expect(cache.answer('key 149').data).toBe(149);
  });
});
