import { mkdir, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { versionPath } from '../../../../src-core/data/day-version.ts';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import { dayFilePath } from '../../../../src-core/feed/index-entry.ts';
import { dayOf, dayStart, secondsPerDay } from '../../../../src-core/time/utc.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { CacheUpkeep, type Eviction } from './cache-upkeep.ts';
import { CandleCache } from '../candle-cache.ts';
import { noteUse } from './day-uses.ts';
import { keepReplaced, verifyVersions } from '../versions/day-versions.ts';
import { FeedTurns } from '../feed-turns.ts';

const feeds: readonly Feed[] = ['BTC', 'ETH'].map((subject) => ({
  source: 'test',
  subject,
  kind: 'candle',
  granularity: '1m',
}));
const [bitcoin, ether] = feeds as [Feed, Feed];
const firstDay = '2022-01-01';
const inAnHour = (): Date => new Date(Date.now() + 3_600_000);

function dayAt(index: number): string {
  return dayOf(dayStart(firstDay) + index * secondsPerDay);
}

class Bench {
  readonly cache = new CandleCache(join(temporaryFolder(), 'cache'));
  readonly turns = new FeedTurns();
  readonly pinned = new Set<string>();
  readonly pinnedHashes = new Set<string>();
  readonly told: Eviction[] = [];
  budgetBytes: number | null = null;
  readonly upkeep = new CacheUpkeep({
    cache: this.cache,
    turns: this.turns,
    pinned: {
      paths: () => Promise.resolve(this.pinned),
      hashes: () => Promise.resolve(this.pinnedHashes),
    },
    now: inAnHour,
    budgetBytes: () => Promise.resolve(this.budgetBytes),
    onEvicted: (eviction) => this.told.push(eviction),
  });

  /** Puts a day there, last changed before anything that is noted. */
  async add(feed: Feed, index: number, bytes: number): Promise<string> {
    const path = this.cache.pathOf(feed, dayAt(index));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'x'.repeat(bytes));
    await utimes(path, 1_000_000, 1_000_000);
    return path;
  }

  async usedBytes(): Promise<number> {
    return (await this.upkeep.preview(null)).usedBytes;
  }

  days(feed: Feed): Promise<string[]> {
    return this.cache.cachedDays(feed);
  }
}

describe('a cache with a budget', () => {
  it('D31 lets go what was used longest ago, and tells', async () => {
    const bench = new Bench();
    for (const index of [0, 1, 2, 3]) await bench.add(bitcoin, index, 100);
    const folder = bench.cache.folderOf(bitcoin);
    await noteUse(folder, dayAt(0), dayAt(0), new Date('2026-03-01'));
    await noteUse(folder, dayAt(1), dayAt(2), new Date('2026-01-01'));
    await noteUse(folder, dayAt(3), dayAt(3), new Date('2026-02-01'));
    bench.budgetBytes = 200;
    const plan = await bench.upkeep.preview(200);
    expect(plan).toMatchObject({ usedBytes: 400, freedBytes: 200, overBytes: 0, heldBytes: 0 });
    expect(await bench.days(bitcoin)).toHaveLength(4);
    await bench.upkeep.tidy();
    expect(await bench.days(bitcoin)).toEqual([dayAt(0), dayAt(3)]);
    expect(bench.told).toMatchObject([{ freedBytes: 200, days: [{ day: dayAt(1) }, { day: dayAt(2) }] }]);
    expect(bench.upkeep.latest).toBe(bench.told[0]);
  });

  it('D31 without a budget nothing goes', async () => {
    const bench = new Bench();
    await bench.add(bitcoin, 0, 1_000_000);
    await bench.upkeep.tidy();
    await bench.upkeep.makeRoom({ feed: ether, firstDay, lastDay: firstDay }, 1e12);
    expect(await bench.days(bitcoin)).toHaveLength(1);
  });

  it('D31 makes room for what comes, or refuses with the figures before anything goes', async () => {
    const bench = new Bench();
    bench.budgetBytes = 300;
    for (const index of [0, 1, 2]) await bench.add(bitcoin, index, 100);
    bench.pinned.add(dayFilePath(bitcoin, dayAt(0)));
    const coming = { feed: ether, firstDay, lastDay: firstDay };
    await expect(bench.upkeep.makeRoom(coming, 201)).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining('201 B'),
      details: { needed_bytes: 201, budget_bytes: 300, used_bytes: 300, held_bytes: 100, over_bytes: 1 },
    });
    expect(await bench.days(bitcoin)).toHaveLength(3);
    await bench.upkeep.makeRoom(coming, 200);
    expect(await bench.days(bitcoin)).toEqual([dayAt(0)]);
  });

  it('D31 leaves alone what another task changes, and the days that are coming', async () => {
    const bench = new Bench();
    bench.budgetBytes = 0;
    await bench.add(bitcoin, 0, 100);
    await bench.add(ether, 0, 100);
    await bench.add(ether, 1, 100);
    await bench.turns.take(bitcoin, undefined, () => bench.upkeep.tidy());
    expect(await bench.days(bitcoin)).toHaveLength(1);
    expect(await bench.days(ether)).toEqual([]);
    await bench.add(ether, 0, 100);
    await bench.add(ether, 1, 100);
    bench.budgetBytes = 300;
    await bench.turns.take(ether, undefined, () =>
      bench.upkeep.makeRoom({ feed: ether, firstDay: dayAt(1), lastDay: dayAt(1) }, 100),
    );
    expect([...(await bench.days(bitcoin)), ...(await bench.days(ether))]).toHaveLength(2);
    expect(await bench.days(ether)).toContain(dayAt(1));
    const needed = [{ feed: bitcoin, firstDay, lastDay: dayAt(9) }];
    const coming = { feed: ether, firstDay: dayAt(1), lastDay: dayAt(1) };
    await expect(bench.upkeep.makeRoom(coming, 250, needed)).rejects.toMatchObject({ code: 'DISK_FULL' });
  });

  it('D31 lets other days go of a feed that days are made of', async () => {
    const bench = new Bench();
    bench.budgetBytes = 200;
    await bench.add(bitcoin, 0, 100);
    await bench.add(bitcoin, 1, 100);
    const coming = { feed: ether, firstDay: dayAt(1), lastDay: dayAt(1) };
    const needed = [{ feed: bitcoin, firstDay: dayAt(1), lastDay: dayAt(1) }];
    await bench.turns.take([bitcoin, ether], undefined, () => bench.upkeep.makeRoom(coming, 100, needed));
    expect(await bench.days(bitcoin)).toEqual([dayAt(1)]);
  });

  it('D31 never evicts what is pinned, and ends within the budget or says why not', async () => {
    const day = fc.record({
      feed: fc.constantFrom(...feeds),
      index: fc.integer({ min: 0, max: 11 }),
      bytes: fc.integer({ min: 1, max: 500 }),
      isPinned: fc.boolean(),
      usedAt: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(day, { maxLength: 16, selector: ({ feed, index }) => `${feed.subject} ${index}` }),
        fc.integer({ min: 0, max: 3000 }),
        async (days, budgetBytes) => {
          const bench = new Bench();
          bench.budgetBytes = budgetBytes;
          for (const { feed, index, bytes, isPinned, usedAt } of days) {
            await bench.add(feed, index, bytes);
            if (isPinned) bench.pinned.add(dayFilePath(feed, dayAt(index)));
            if (usedAt === undefined) continue;
            const at = new Date(Date.UTC(2026, usedAt));
            await noteUse(bench.cache.folderOf(feed), dayAt(index), dayAt(index), at);
          }
          const plan = await bench.upkeep.preview(budgetBytes);
          await bench.upkeep.tidy();
          const left = new Set<string>();
          for (const feed of feeds) {
            for (const each of await bench.days(feed)) left.add(dayFilePath(feed, each));
          }
          for (const path of bench.pinned) expect(left).toContain(path);
          const used = await bench.usedBytes();
          expect(used).toBe(plan.usedBytes - plan.freedBytes);
          if (plan.overBytes === 0) expect(used).toBeLessThanOrEqual(budgetBytes);
          else expect(used).toBe(plan.heldBytes);
          // Nothing that stays and could go was used before something that went.
          const kept = days.filter(
            ({ feed, index, isPinned }) => !isPinned && left.has(dayFilePath(feed, dayAt(index))),
          );
          const latestGone = Math.max(...plan.days.map(({ usedAt }) => usedAt));
          for (const { usedAt } of kept) {
            const at = usedAt === undefined ? 1e9 : Date.UTC(2026, usedAt);
            expect(at).toBeGreaterThanOrEqual(latestGone);
          }
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
});

describe('versions of days', () => {
  it('D22 are read and hashed like every other file', async () => {
    const bench = new Bench();
    const path = await bench.add(bitcoin, 0, 100);
    await keepReplaced(bench.cache.root, path, '0'.repeat(64));
    const { root } = bench.cache;
    expect(await verifyVersions(root, false)).toEqual({ checked: 1, damaged: [] });
    const damaged = versionPath('ab'.repeat(32));
    await writeFile(join(root, damaged), 'other');
    expect(await verifyVersions(root, false)).toEqual({ checked: 2, damaged: [damaged] });
    expect(await verifyVersions(root, true)).toEqual({ checked: 2, damaged: [damaged] });
    expect(await verifyVersions(root, true)).toEqual({ checked: 1, damaged: [] });
  });

  it('D20 go when nobody is pinned to them any more', async () => {
    const bench = new Bench();
    const path = await bench.add(bitcoin, 0, 100);
    await keepReplaced(bench.cache.root, path, '0'.repeat(64));
    const { size } = await stat(path);
    const sha256 = 'ab'.repeat(32);
    const loose = join(bench.cache.root, versionPath(sha256));
    await writeFile(loose, 'other');
    bench.pinnedHashes.add(sha256);
    expect(await bench.usedBytes()).toBe(2 * size + 5);
    await bench.upkeep.tidy();
    expect(await bench.usedBytes()).toBe(size + 5);
    bench.pinnedHashes.clear();
    await bench.upkeep.tidy();
    expect(await bench.usedBytes()).toBe(size);
  });
});
