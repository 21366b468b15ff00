import { once } from 'node:events';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseUnfinishedName } from '../../src-core/data/unfinished-file.ts';
import { dayFilePath, type IndexEntry } from '../../src-core/feed/index-entry.ts';
import { feedPath, type Feed } from '../../src-core/feed/feed.ts';
import { SeededRandom } from '../../src-core/numeric/seeded-random.ts';
import { minuteCandles, writeDayFile } from './candle-files.ts';
import { FakeCoordinator } from '../../src-main/services/coordinator/testing/fake-coordinator.ts';
import { sha256OfFile } from '../../src-main/services/files/hash-file.ts';
import { CandleCache } from '../../src-main/services/cache/candle-cache.ts';
import { readLedger } from '../../src-main/services/cache/ledger.ts';
import { startPull, type PullStep } from './pull-to-the-end.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const days = ['2022-01-03', '2022-01-04', '2022-01-05'];
const pieceBytes = 1000;
/** A pull is killed so often before it may end. */
const killsOfPull = 10;

export interface KillPulls {
  readonly rounds: number;
  readonly seed: number;
  /** Absolute, empty; filled. */
  readonly folder: string;
}

export interface KilledPulls {
  readonly kills: number;
  /** Pulls that came to their end after all. */
  readonly completed: number;
  /** In words; none when all is well. */
  readonly faults: readonly string[];
}

/** Kills pulls at random steps, and starts them anew until they end; looks at the cache after each. */
export async function killPulls({ rounds, seed, folder }: KillPulls): Promise<KilledPulls> {
  const random = new SeededRandom(seed);
  const served = join(folder, 'served');
  const entries: IndexEntry[] = [];
  for (const day of days) {
    const { length } = await readFile(
      await writeDayFile({ root: served, feed, day, candles: minuteCandles(day) }),
    );
    entries.push({ path: dayFilePath(feed, day), records: 1440, size_bytes: length, date: day });
  }
  const faults: string[] = [];
  let [kills, completed] = [0, 0];
  while (kills < rounds) {
    const coordinator = await FakeCoordinator.start();
    try {
      // In small pieces, so that there are many steps to be killed at.
      coordinator.serveParts(served, entries, { send: sendInPieces });
      const cache = new CandleCache(join(folder, `cache-${completed}`));
      for (let kill = 0; ; kill++) {
        const mayEnd = kill === killsOfPull;
        const begun = await begunPaths(cache);
        coordinator.wholeFiles.length = 0;
        const wasKilled = await pullOnce(coordinator.url, cache.root, entries, random, mayEnd);
        kills += wasKilled ? 1 : 0;
        faults.push(...(await faultsOf(cache, served, !mayEnd)));
        const again = coordinator.wholeFiles.filter((path) => begun.has(path));
        // Elsewhere nobody tells whether the machine was started anew, after which less could be trusted.
        if (process.platform === 'linux') faults.push(...again.map((path) => `${path} was begun twice`));
        if (mayEnd) break;
      }
      completed++;
      await rm(cache.root, { recursive: true });
    } finally {
      await coordinator.close();
    }
  }
  return { kills, completed, faults };
}

/** Paths of the days of which there is at least a byte. */
async function begunPaths(cache: CandleCache): Promise<ReadonlySet<string>> {
  const folder = cache.folderOf(feed);
  const names = await readdir(folder).catch(() => []);
  const begun = new Set((await cache.cachedDays(feed)).map((day) => dayFilePath(feed, day)));
  for (const name of names) {
    const day = parseUnfinishedName(name)?.day;
    if (day !== undefined && (await stat(join(folder, name))).size > 0) begun.add(dayFilePath(feed, day));
  }
  return begun;
}

async function pullOnce(
  baseUrl: string,
  root: string,
  entries: readonly IndexEntry[],
  random: SeededRandom,
  mayEnd: boolean,
): Promise<boolean> {
  const total = entries.reduce((sum, entry) => sum + entry.size_bytes, 0);
  const killAt = 1 + Math.floor(random.uniform() * total);
  const [firstDay = '', lastDay = ''] = [days[0], days.at(-1)];
  const child = startPull({ baseUrl, root, feed: feedPath(feed), firstDay, lastDay });
  child.on('message', (step) => {
    if (!mayEnd && (step as PullStep).bytesDone >= killAt) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return signal === 'SIGKILL';
}

async function faultsOf(cache: CandleCache, served: string, isUnfinished: boolean): Promise<string[]> {
  const faults: string[] = [];
  const ledger = await readLedger(cache.folderOf(feed));
  const cached = await cache.cachedDays(feed);
  for (const day of cached) {
    const sha256 = await sha256OfFile(cache.pathOf(feed, day));
    if (sha256 !== (await sha256OfFile(join(served, dayFilePath(feed, day)))))
      faults.push(`${day} is not whole`);
    const entry = ledger.get(day);
    if (entry !== undefined && entry.sha256 !== sha256) faults.push(`the ledger is wrong about ${day}`);
  }
  if (isUnfinished) return faults;
  if (cached.length !== days.length || ledger.size !== days.length) faults.push(`only ${cached.join(', ')}`);
  const half = (await readdir(cache.folderOf(feed))).filter((name) => name.endsWith('.partial'));
  return [...faults, ...half.map((name) => `${name} is left`)];
}

function sendInPieces(
  response: Parameters<Parameters<FakeCoordinator['answer']>[1]>[1],
  content: Buffer,
): void {
  const next = (at: number): void => {
    if (at >= content.length) response.end();
    else response.write(content.subarray(at, at + pieceBytes), () => setImmediate(next, at + pieceBytes));
  };
  next(0);
}
