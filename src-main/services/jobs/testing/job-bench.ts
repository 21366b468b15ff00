import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { defaultRetryDelaysSeconds } from '../../../../src-core/job/retry-policy.ts';
import type { ApiEvent } from '../../../../src-core/api/events.ts';
import { noFaults } from '../../../../src-core/quality/candle-faults.ts';
import { feedPath } from '../../../../src-core/feed/feed.ts';
import { EventHub } from '../../api/event-hub.ts';
import { createHome, resolveHome, type Home } from '../../home/home.ts';
import { openDatabase } from '../store/database.ts';
import type { DatasetPinner } from '../submission/dataset-pinner.ts';
import { openJobQueue, type JobQueue, type QueueStatus } from '../job-queue.ts';
import { JobService } from '../job-service.ts';
import type { SubmitRequest } from '../submission/job-submission.ts';
import type { ProcessTree, ProcessUsage } from '../running/process-tree.ts';
import type { Removal } from '../store/job-store.ts';
import { SqliteJobStore } from '../store/sqlite-job-store.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeSpawner } from './fake-worker.ts';

/** A process tree in which a test says what there is. */
export class FakeProcessTree implements ProcessTree {
  bytes = 0;
  processorSeconds = 0;
  children: number[] = [];
  readonly killed: number[] = [];
  /** Processes by the `NAME=value` that they were started with. */
  readonly started = new Map<string, number[]>();

  descendants(): Promise<number[]> {
    return Promise.resolve(this.children);
  }

  startedWith(name: string, value: string): Promise<number[]> {
    return Promise.resolve(this.started.get(`${name}=${value}`) ?? []);
  }

  residentBytes(): Promise<number> {
    return Promise.resolve(this.bytes);
  }

  usage(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessUsage>> {
    const each = { residentBytes: this.bytes, processorSeconds: this.processorSeconds };
    return Promise.resolve(new Map(pids.map((pid) => [pid, each])));
  }

  living(pids: readonly number[]): number[] {
    return [...pids];
  }

  kill(pids: readonly number[]): void {
    this.killed.push(...pids);
  }
}

/** A queue with all that it has told. */
export interface QueueBench {
  readonly queue: JobQueue;
  readonly hub: EventHub;
  readonly events: ApiEvent[];
  readonly troubles: unknown[];
  readonly counts: QueueStatus[];
}

/** A home of its own in a temporary folder, with every part of the job services real but processes and time. */
export class JobBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'hindcast-jobs-'));
  readonly home: Home = resolveHome(join(this.folder, 'home'), {});
  readonly clock = new FakeClock();
  readonly spawner = new FakeSpawner();
  readonly tree = new FakeProcessTree();
  readonly store: SqliteJobStore;
  readonly service: JobService;
  /** Days that queues keep ended jobs. */
  retentionDays = 0;
  /** Memory that the machine has free. */
  freeMemoryBytes = 64 * 1024 ** 3;
  /** Days for which the pinner has data. */
  days: string[] = ['2022-01-03'];

  constructor() {
    createHome(this.home);
    this.store = new SqliteJobStore(openDatabase(this.home.database, this.clock.now()), this.clock);
    this.service = new JobService({
      home: this.home,
      store: this.store,
      pinner: this.#pinner(),
      spawner: this.spawner,
      clock: this.clock,
      tree: this.tree,
      retryDelaysSeconds: defaultRetryDelaysSeconds,
    });
    mkdirSync(join(this.folder, 'specs'));
    this.writeModel('export default class { tick() {} predict() { return 1 } }');
  }

  writeModel(text: string): void {
    writeFileSync(join(this.folder, 'specs', 'model.js'), text);
  }

  request(change: { spec?: object } & Partial<Omit<SubmitRequest, 'input'>> = {}): SubmitRequest {
    const { spec, ...rest } = change;
    return {
      input: { ...sampleSpec, ...spec },
      subject: 'spec.json',
      specFolder: join(this.folder, 'specs'),
      force: false,
      createdBy: 'ada',
      options: { checkLookahead: false },
      ...rest,
    };
  }

  /** Puts a candle file into the cache; what it holds does not matter here, only its hash. */
  writeCandles(path: string, text: string): void {
    const file = join(this.home.cache, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** The queue of an application on this home, over a connection of its own. */
  async openQueue(slots = 1): Promise<QueueBench> {
    const hub = new EventHub(this.clock);
    const events: ApiEvent[] = [];
    hub.subscribe(({ event }) => events.push(structuredClone(event)));
    const troubles: unknown[] = [];
    const counts: QueueStatus[] = [];
    const { home, clock, spawner, tree } = this;
    const queue = await openJobQueue({
      home,
      clock,
      spawner,
      tree,
      hub,
      slots,
      freeMemoryBytes: () => this.freeMemoryBytes,
      retryDelaysSeconds: defaultRetryDelaysSeconds,
      retentionDays: () => Promise.resolve(this.retentionDays),
      pinner: this.#pinner(),
      onStatus: (now) => counts.push(now),
      onTrouble: (thrown) => troubles.push(thrown),
    });
    return { queue, hub, events, troubles, counts };
  }

  /** Another process's view of the same home: its own connection, the same files. */
  otherStore(): SqliteJobStore {
    return new SqliteJobStore(openDatabase(this.home.database, this.clock.now()), this.clock);
  }

  remove(): void {
    this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #hashOfCandles(path: string): string {
    const file = join(this.home.cache, path);
    return createHash('sha256')
      .update(existsSync(file) ? readFileSync(file) : '')
      .digest('hex');
  }

  #pinner(): DatasetPinner {
    return {
      pinSnapshot: (feeds) =>
        Promise.resolve({
          snapshotId: `snapshot-${this.days.join('-')}`,
          datasetVersionIds: { all: 'version' },
          missingDays: [],
          files: feeds.flatMap((feed) =>
            this.days.map((day) => ({
              path: `${feedPath(feed)}/${day}.parquet`,
              sha256: this.#hashOfCandles(`${feedPath(feed)}/${day}.parquet`),
              sizeBytes: 1,
              rows: 1440,
            })),
          ),
        }),
      knownFaults: () =>
        Promise.resolve({ counts: noFaults(), expected: null, missingDays: 0, alteredDays: 0 }),
      gone: (files) =>
        Promise.resolve(files.filter(({ path, sha256 }) => this.#hashOfCandles(path) !== sha256)),
    };
  }
}

/** Who deletes jobs in tests, and why. */
export const removal: Removal = { actor: 'ada', cause: 'asked to delete it' };

export const sampleSpec = {
  kind: 'replay',
  name: 'sample',
  model: { path: 'model.js' },
  feed: { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' },
  start: '2022-01-03',
  end: '2022-01-03',
  // Tests of retries ask for them.
  max_retries: 0,
};
