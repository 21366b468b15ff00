import { expect, it } from 'vitest';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { FeedTurns } from './feed-turns.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };

it('work on a feed happens one after the other, on other feeds beside it', async () => {
  const turns = new FeedTurns();
  const log: string[] = [];
  const first = Promise.withResolvers<void>();
  const one = turns.take(feed, undefined, async () => {
    log.push('one begins');
    await first.promise;
    log.push('one ends');
    throw new Error('it failed');
  });
  const two = turns.take(feed, undefined, async () => log.push('two'));
  await turns.take({ ...feed, subject: 'ETHUSDT' }, undefined, async () => log.push('other feed'));
  expect([turns.isTaken(feed), log]).toEqual([true, ['one begins', 'other feed']]);
  first.resolve();
  await expect(one).rejects.toThrow('it failed');
  await two;
  expect(log).toEqual(['one begins', 'other feed', 'one ends', 'two']);
  await turns.take(feed, undefined, async () => undefined);
  await Promise.resolve();
  expect(turns.isTaken(feed)).toBe(false);
});

it('who is cancelled while waiting leaves at once and lets nobody in before the turn', async () => {
  const turns = new FeedTurns();
  const log: string[] = [];
  const first = Promise.withResolvers<void>();
  const one = turns.take(feed, undefined, () => first.promise);
  const abort = new AbortController();
  const two = turns.take(feed, abort.signal, async () => log.push('two'));
  const three = turns.take(feed, undefined, async () => log.push('three'));
  abort.abort();
  await expect(two).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(log).toEqual([]);
  first.resolve();
  await Promise.all([one, three]);
  expect(log).toEqual(['three']);
});

it('who needs several feeds gets them together, and nobody waits in a circle', async () => {
  const turns = new FeedTurns();
  const other = { ...feed, subject: 'ETHUSDT' };
  const log: string[] = [];
  const first = Promise.withResolvers<void>();
  const one = turns.take(feed, undefined, () => first.promise);
  const both = turns.take([feed, other], undefined, async () => log.push('both'));
  const reversed = turns.take([other, feed], undefined, async () => log.push('both, reversed'));
  const last = turns.take(other, undefined, async () => log.push('other feed'));
  expect(turns.isTaken(other)).toBe(true);
  first.resolve();
  await Promise.all([one, both, reversed, last]);
  expect(log).toEqual(['both', 'both, reversed', 'other feed']);
});
