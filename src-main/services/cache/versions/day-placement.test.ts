import { createHash } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noFaults } from '../../../../src-core/quality/candle-faults.ts';
import { qualityRules } from '../../../../src-core/quality/candle-quality.ts';
import { versionPath } from '../../../../src-core/data/day-version.ts';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import { dayFilePath, type DayFile } from '../../../../src-core/feed/index-entry.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import type { CoordinatorClient } from '../../coordinator/coordinator-client.ts';
import { CandleCache } from '../candle-cache.ts';
import type { DayFileInspector } from '../day-file-inspector.ts';
import { keepReplaced, listVersions, removeVersions } from './day-versions.ts';
import { standingOf } from './pinned-standing.ts';
import { pullCandles, type PullResult } from '../pull/pull-candles.ts';
import { removeDays } from '../upkeep/remove-days.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const days = ['2022-01-03', '2022-01-04', '2022-01-05'];
const [firstDay, lastDay] = ['2022-01-03', '2022-01-05'];
const addresses = ['http://one', 'http://two'] as const;
type Address = (typeof addresses)[number];
const now = (): Date => new Date('2026-01-01T00:00:00Z');
const inAnHour = (): Date => new Date(Date.now() + 3_600_000);

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What a test day holds: the text says how many rows it stands for, and its length tells versions apart. */
function textOf(version: number): string {
  return `${version} `.repeat(version + 1);
}

const nothingOdd = {
  firstTs: 0,
  lastTs: 0,
  duplicates: 0,
  outOfOrder: 0,
  outsideDay: 0,
  withoutPrice: 0,
  quality: { rules: qualityRules, counts: noFaults(), startsMissing: false, endsMissing: false },
};

const inspect: DayFileInspector = async ({ path }) => {
  const text = await readFile(path, 'utf8');
  const rows = Number.parseInt(text, 10);
  return { rows, sha256: hashOf(text), sizeBytes: text.length, ...nothingOdd };
};

/** Coordinators that hold a version of each day, told by a number. */
class Coordinators {
  readonly held = new Map<Address, Map<string, number>>(addresses.map((address) => [address, new Map()]));
  readonly fetched: string[] = [];
  #withHashes: ReadonlySet<Address>;

  constructor(withHashes: readonly Address[]) {
    this.#withHashes = new Set(withHashes);
  }

  client(address: Address): CoordinatorClient {
    const files = [...(this.held.get(address) ?? [])].map(([day, version]): DayFile => {
      const text = textOf(version);
      const file = { feed, day, records: version, sizeBytes: text.length, sha256: undefined };
      return this.#withHashes.has(address) ? Object.assign(file, { sha256: hashOf(text) }) : file;
    });
    const client: Pick<CoordinatorClient, 'baseUrl' | 'index' | 'downloadDayFile'> = {
      baseUrl: address,
      index: () => Promise.resolve(files),
      downloadDayFile: async (file, target) => {
        this.fetched.push(file.day);
        await target.restart(undefined);
        await target.write(Buffer.from(textOf(this.held.get(address)?.get(file.day) ?? 0)));
      },
    };
    return client as CoordinatorClient;
  }
}

class Bench {
  readonly cache = new CandleCache(join(temporaryFolder(), 'cache'));
  readonly coordinators: Coordinators;

  constructor(withHashes: readonly Address[] = addresses) {
    this.coordinators = new Coordinators(withHashes);
  }

  offer(address: Address, day: string, version: number): void {
    this.coordinators.held.get(address)?.set(day, version);
  }

  pull(address: Address, refresh = false): Promise<PullResult> {
    const { cache } = this;
    const client = this.coordinators.client(address);
    const quarantine = join(cache.root, '..', 'quarantine');
    return pullCandles({ cache, quarantine, client, inspect, now }, { feed, firstDay, lastDay, refresh });
  }

  /** The version of each day that a job is pinned to, read as a worker does: by its hash. */
  async pinned(coordinator?: Address): Promise<Record<string, number>> {
    const { files } = await this.cache.pinSnapshot([feed], firstDay, lastDay, coordinator);
    const versions: Record<string, number> = {};
    for (const { path, sha256, rows } of files) {
      const texts = await Promise.all(
        [path, versionPath(sha256)].map((each) =>
          readFile(join(this.cache.root, each), 'utf8').catch(() => ''),
        ),
      );
      const text = texts.find((each) => hashOf(each) === sha256);
      expect(text).toBe(textOf(rows));
      versions[path.slice(-18, -8)] = rows;
    }
    return versions;
  }
}

describe('a day that two coordinators have differently', () => {
  it('D19 is kept twice, the first under its usual name, and jobs choose', async () => {
    const bench = new Bench();
    bench.offer('http://one', firstDay, 1);
    bench.offer('http://one', lastDay, 5);
    bench.offer('http://two', firstDay, 2);
    bench.offer('http://two', lastDay, 5);
    expect((await bench.pull('http://one')).differingDays).toEqual([]);
    const result = await bench.pull('http://two');
    expect(result.differingDays).toEqual([firstDay]);
    expect(result.downloaded).toEqual([dayFilePath(feed, firstDay)]);
    expect(await bench.pinned()).toEqual({ [firstDay]: 1, [lastDay]: 5 });
    expect(await bench.pinned('http://two')).toEqual({ [firstDay]: 2, [lastDay]: 5 });
    expect([...(await listVersions(bench.cache.root)).keys()]).toEqual([hashOf(textOf(2))]);
    expect((await bench.pull('http://two')).downloaded).toEqual([]);
    expect((await bench.pull('http://two')).differingDays).toEqual([firstDay]);
  });

  it('D19 is stored once when the bytes turn out to be the same', async () => {
    const bench = new Bench(['http://one']);
    bench.offer('http://one', firstDay, 1);
    bench.offer('http://two', firstDay, 1);
    await bench.pull('http://one');
    expect((await bench.pull('http://two', true)).differingDays).toEqual([]);
    expect((await listVersions(bench.cache.root)).size).toBe(0);
    const left = await removeDays(bench.cache, feed, days);
    expect(left.files).toBe(1);
    await expect(stat(bench.cache.folderOf(feed))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('D19 refuses to pin other data in place of a version that is gone', async () => {
    const bench = new Bench();
    bench.offer('http://one', firstDay, 1);
    bench.offer('http://two', firstDay, 2);
    await bench.pull('http://one');
    await bench.pull('http://two');
    await removeVersions(bench.cache.root, () => false, inAnHour());
    await expect(bench.pinned('http://two')).rejects.toMatchObject({
      code: 'DATA_MISSING',
      message: expect.stringContaining(firstDay),
    });
    expect((await bench.pull('http://two')).downloaded).toHaveLength(1);
    expect(await bench.pinned('http://two')).toEqual({ [firstDay]: 2 });
  });

  const step = fc.oneof(
    fc.record({
      act: fc.constant('offer' as const),
      address: fc.constantFrom(...addresses),
      day: fc.constantFrom(...days),
      version: fc.integer({ min: 1, max: 4 }),
    }),
    fc.record({
      act: fc.constant('pull' as const),
      address: fc.constantFrom(...addresses),
      refresh: fc.boolean(),
    }),
    fc.record({ act: fc.constant('remove' as const), day: fc.constantFrom(...days) }),
  );

  it('D19 is what the coordinator last pulled from had, after any sequence of pulls', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 25 }),
        fc.subarray([...addresses]),
        async (steps, withHashes) => {
          const bench = new Bench(withHashes);
          /** By day: whose file is the usual one, and what each was last seen to have. */
          const model = new Map<string, { first: Address; seen: Map<Address, number> }>();
          for (const each of steps) {
            if (each.act === 'offer') {
              bench.offer(each.address, each.day, each.version);
            } else if (each.act === 'remove') {
              if (model.delete(each.day)) await removeDays(bench.cache, feed, [each.day]);
            } else {
              const held = bench.coordinators.held.get(each.address) ?? new Map<string, number>();
              if (held.size === 0) continue;
              await bench.pull(each.address, each.refresh);
              for (const [day, version] of held) {
                const known = model.get(day) ?? { first: each.address, seen: new Map<Address, number>() };
                known.seen.set(each.address, version);
                model.set(day, known);
              }
            }
          }
          const expected = (address?: Address): Record<string, number | undefined> =>
            Object.fromEntries(
              [...model].map(([day, { first, seen }]) => [
                day,
                (address === undefined ? undefined : seen.get(address)) ?? seen.get(first),
              ]),
            );
          expect(await bench.pinned()).toEqual(expected());
          for (const address of addresses) expect(await bench.pinned(address)).toEqual(expected(address));
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe('a day that is replaced', () => {
  it('D20 keeps the old bytes until nobody needs them', async () => {
    const bench = new Bench();
    bench.offer('http://one', firstDay, 1);
    await bench.pull('http://one');
    const before = await bench.cache.pinSnapshot([feed], firstDay, lastDay);
    bench.offer('http://one', firstDay, 2);
    await bench.pull('http://one');
    expect(await bench.pinned()).toEqual({ [firstDay]: 2 });
    const sha256 = before.files[0]?.sha256 ?? '';
    const kept = join(bench.cache.root, versionPath(sha256));
    expect(await readFile(kept, 'utf8')).toBe(textOf(1));
    // A job may be pinning it at this very moment.
    await removeVersions(bench.cache.root, () => false, new Date());
    expect(await readFile(kept, 'utf8')).toBe(textOf(1));
    await removeVersions(bench.cache.root, (hash) => hash === sha256, inAnHour());
    expect(await readFile(kept, 'utf8')).toBe(textOf(1));
    expect(await removeVersions(bench.cache.root, () => false, inAnHour())).toBe(textOf(1).length);
    await expect(stat(kept)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await bench.cache.listFeeds()).toEqual([feed]);
  });

  it('D20 has the old bytes whenever the power fails', async () => {
    const bench = new Bench();
    bench.offer('http://one', firstDay, 1);
    await bench.pull('http://one');
    const { files } = await bench.cache.pinSnapshot([feed], firstDay, lastDay);
    const path = bench.cache.pathOf(feed, firstDay);
    // Kept, and the power fails before the new file takes the name.
    await keepReplaced(bench.cache.root, path, hashOf(textOf(2)));
    expect(await standingOf(bench.cache.root, files)).toEqual({ gone: [], kept: [] });
    // The new file has the name, and the power fails before anything is written down.
    await writeFile(`${path}.new`, textOf(2));
    await rename(`${path}.new`, path);
    expect(await standingOf(bench.cache.root, files)).toEqual({ gone: [], kept: files });
    bench.offer('http://one', firstDay, 2);
    await bench.pull('http://one');
    expect(await bench.pinned()).toEqual({ [firstDay]: 2 });
    expect(await standingOf(bench.cache.root, files)).toEqual({ gone: [], kept: files });
  });

  it('D20 keeps nothing when the bytes are the same', async () => {
    const bench = new Bench();
    bench.offer('http://one', firstDay, 1);
    await bench.pull('http://one');
    await bench.pull('http://one', true);
    expect((await listVersions(bench.cache.root)).size).toBe(0);
  });
});
