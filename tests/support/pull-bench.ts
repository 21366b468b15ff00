import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, expect, onTestFinished } from 'vitest';
import type { Feed } from '../../src-core/feed/feed.ts';
import { dayFilePath, type IndexEntry } from '../../src-core/feed/index-entry.ts';
import { inspectDayFile } from '../../src-worker/data/inspect-day-file.ts';
import { SessionPool } from '../../src-worker/data/session-pool.ts';
import { minuteCandles, writeDayFile } from './candle-files.ts';
import { temporaryFolder } from './temporary-folder.ts';
import {
  CoordinatorClient,
  type CoordinatorClientOptions,
} from '../../src-main/services/coordinator/coordinator-client.ts';
import { FakeCoordinator } from '../../src-main/services/coordinator/testing/fake-coordinator.ts';
import { sha256OfFile } from '../../src-main/services/files/hash-file.ts';
import { CandleCache } from '../../src-main/services/cache/candle-cache.ts';
import type { DayFileInspector } from '../../src-main/services/cache/day-file-inspector.ts';
import { readLedger } from '../../src-main/services/cache/ledger.ts';
import {
  pullCandles,
  type PullParts,
  type PullRequest,
  type PullResult,
} from '../../src-main/services/cache/pull/pull-candles.ts';

export const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
export const days = ['2022-01-03', '2022-01-04', '2022-01-05'];
export const pathOf = (day: string): string => dayFilePath(feed, day);
export const indexUrl = 'GET /data/backfill/index';
const sessions = new SessionPool();
afterAll(() => sessions.close());

/** A home, a coordinator with three days of minutes, and what they have in common. */
export class PullBench {
  readonly home = temporaryFolder();
  readonly served = temporaryFolder();
  readonly cache = new CandleCache(join(this.home, 'cache'));
  readonly quarantine = join(this.home, 'quarantine');
  readonly inspected: string[] = [];
  readonly coordinator: FakeCoordinator;
  entries: IndexEntry[] = [];

  private constructor(coordinator: FakeCoordinator) {
    this.coordinator = coordinator;
  }

  static async open(): Promise<PullBench> {
    const coordinator = await FakeCoordinator.start();
    onTestFinished(() => coordinator.close());
    const bench = new PullBench(coordinator);
    for (const day of days) await bench.offer(day, 10);
    return bench;
  }

  /** Puts a day into the coordinator, or another version of it. */
  async offer(day: string, count: number, change: Partial<IndexEntry> = {}): Promise<IndexEntry> {
    const file = await writeDayFile({ root: this.served, feed, day, candles: minuteCandles(day, count) });
    return this.offerFile(day, file, { records: count, ...change });
  }

  async offerFile(day: string, file: string, change: Partial<IndexEntry>): Promise<IndexEntry> {
    const { size } = await stat(file);
    const entry = { path: pathOf(day), records: 1, size_bytes: size, date: day, ...change };
    this.entries = [...this.entries.filter(({ path }) => path !== entry.path), entry];
    this.coordinator.serve(this.served, this.entries);
    return entry;
  }

  /** What is pulled with; `change` makes another client of it. */
  client(change: Partial<CoordinatorClientOptions> = {}): CoordinatorClient {
    return new CoordinatorClient({
      baseUrl: this.coordinator.url,
      retry: { tries: 3, firstDelay: 1, longestDelay: 10, sleep: () => Promise.resolve(), random: () => 0 },
      ...change,
    });
  }

  get parts(): PullParts {
    const inspect: DayFileInspector = (request) => {
      this.inspected.push(request.day);
      return inspectDayFile(request, sessions);
    };
    return {
      cache: this.cache,
      quarantine: this.quarantine,
      client: this.client(),
      inspect,
      now: () => new Date('2026-01-01T00:00:00Z'),
    };
  }

  pull(change: Partial<PullRequest> = {}, parts: Partial<PullParts> = {}): Promise<PullResult> {
    const request = { feed, firstDay: '2022-01-01', lastDay: '2022-01-31', refresh: false, ...change };
    return pullCandles({ ...this.parts, ...parts }, request);
  }

  /** Everything in the feed's folder, hidden files too. */
  names(): Promise<string[]> {
    return readdir(this.cache.folderOf(feed));
  }

  async quarantined(): Promise<string[]> {
    const all = await readdir(this.quarantine, { recursive: true, withFileTypes: true }).catch(() => []);
    return all.filter((item) => item.isFile()).map(({ name }) => name);
  }

  /** Half downloads in the feed's folder. */
  async halfDownloads(): Promise<string[]> {
    return (await this.names()).filter((name) => name.endsWith('.partial'));
  }

  /** Fails when there is a file under a final name that is not whole, or of which the ledger says what is not true. */
  async expectOnlyVerified(): Promise<void> {
    const ledger = await readLedger(this.cache.folderOf(feed));
    const all = await readdir(this.cache.root, { recursive: true }).catch(() => []);
    expect(
      all.filter((name) => name.endsWith('.parquet') && !name.startsWith(dirname(pathOf('1970-01-01')))),
    ).toEqual([]);
    for (const day of await this.cache.cachedDays(feed)) {
      const path = this.cache.pathOf(feed, day);
      const inspection = await inspectDayFile({ path, feed, day }, sessions);
      expect(inspection.outsideDay).toBe(0);
      const entry = ledger.get(day);
      if (entry !== undefined)
        expect(entry).toMatchObject({ sha256: inspection.sha256, rows: inspection.rows });
    }
    const outside = await readdir(this.home);
    expect(outside.filter((name) => name !== 'cache' && name !== 'quarantine')).toEqual([]);
  }

  /** Whether a day is in the cache byte for byte as it is served. */
  async isAsServed(day: string): Promise<boolean> {
    const [here, there] = await Promise.all(
      [this.cache.pathOf(feed, day), join(this.served, pathOf(day))].map((path) => sha256OfFile(path)),
    );
    return here === there;
  }
}
