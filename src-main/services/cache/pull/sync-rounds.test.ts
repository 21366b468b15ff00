import { expect, it } from 'vitest';
import { SyncRounds } from './sync-rounds.ts';

it('D14 files that are ready while a round is under way go to the disk together in the next', async () => {
  const rounds = new SyncRounds();
  const disk = Promise.withResolvers<void>();
  const begun: string[] = [];
  const sync = (name: string, synced: Promise<void>) => (): Promise<void> => {
    begun.push(name);
    return synced;
  };
  const first = rounds.take(sync('first', disk.promise));
  const others = [rounds.take(sync('second', Promise.resolve())), rounds.take(sync('third', disk.promise))];
  expect(begun).toEqual(['first']);
  disk.resolve();
  await first;
  await Promise.all(others);
  expect(begun).toEqual(['first', 'second', 'third']);
});

it('D14 a file that cannot go to the disk fails alone, and the next round comes all the same', async () => {
  const rounds = new SyncRounds();
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const bad = rounds.take(() => Promise.reject(full));
  const next = rounds.take(() => Promise.resolve());
  await expect(bad).rejects.toBe(full);
  await next;
});
