import { existsSync } from 'node:fs';
import type { Status } from '../../../src-core/api/events.ts';
import type { JobRow, Slot } from '../../../src-core/api/job-row.ts';
import type { EventHub } from '../api/event-hub.ts';
import type { Home } from '../home/home.ts';
import type { ProcessSpawner } from '../processes/process-spawner.ts';
import { every, type Clock } from './clock.ts';
import { openDatabase } from './store/database.ts';
import type { DatasetPinner } from './submission/dataset-pinner.ts';
import { JobEvents } from './job-events.ts';
import type { JobListFilter } from './store/job-list-query.ts';
import type { JobCounts } from './store/job-lists.ts';
import type { HistoryEntry, JobRecord } from './store/job-record.ts';
import { JobRetention } from './upkeep/job-retention.ts';
import type { RunChoice } from './running/job-runner.ts';
import { JobService } from './job-service.ts';
import { JobSlots } from './running/job-slots.ts';
import type { JobStore } from './store/job-store.ts';
import { MemoryAdmission } from './running/memory-admission.ts';
import { LogNotices } from './logs/log-notices.ts';
import type { ProcessTree } from './running/process-tree.ts';
import { resultFolderOf } from './running/result-placement.ts';
import { SqliteJobStore } from './store/sqlite-job-store.ts';
import { removeStaleResult, removeStaleResults } from './running/stale-results.ts';

/** How often changes by other processes, such as the command line, are looked for. */
const pollMilliseconds = 2000;
/** Every how many polls it is checked that other processes, if they run jobs, are still there. */
const pollsPerRecovery = 3;

export interface JobQueueParts {
  readonly home: Home;
  readonly pinner: DatasetPinner;
  readonly spawner: ProcessSpawner;
  readonly clock: Clock;
  readonly tree: ProcessTree;
  readonly hub: EventHub;
  /** Memory that the machine has free now, in bytes. */
  readonly freeMemoryBytes: () => number;
  /** Jobs that run at the same time. */
  readonly slots: number;
  /** How long the first retry of a lost attempt waits, the second, and so on. */
  readonly retryDelaysSeconds: readonly number[];
  /** Days that ended, unpinned jobs are kept; 0 keeps them for ever. */
  readonly retentionDays: () => Promise<number>;
  /** Hears how the queue stands after every change, for the status line. */
  readonly onStatus: (status: QueueStatus) => void;
  /** Hears what each transaction of this process did to jobs and to the queue, for the log. */
  readonly onHistory?: (entries: readonly HistoryEntry[]) => void;
  /** Hears of what went wrong behind nobody's call. */
  readonly onTrouble: (thrown: unknown) => void;
}

/** Opens the queue of a home that exists, puts in order what a crash has left, and starts what is pending. */
export async function openJobQueue(parts: JobQueueParts): Promise<JobQueue> {
  const { home, clock } = parts;
  const store = new SqliteJobStore(openDatabase(home.database, clock.now()), clock);
  if (parts.onHistory !== undefined) store.onHistory(parts.onHistory);
  const service = new JobService({ ...parts, store });
  try {
    await service.recover();
    await removeStaleResults(home, store);
  } catch (thrown) {
    store.close();
    throw thrown;
  }
  return new JobQueue(parts, store, service);
}

/** The queue's part of the status line. */
export type QueueStatus = JobCounts & Pick<Status, 'paused' | 'waitsForMemory'>;

/** The queue of an application that stays open: runs what is pending and tells what happens. */
export class JobQueue {
  readonly store: JobStore;
  readonly service: JobService;
  readonly parts: JobQueueParts;
  readonly #slots: JobSlots;
  readonly #memory: MemoryAdmission;
  readonly #events: JobEvents;
  readonly #notices: LogNotices;
  readonly #retention: JobRetention;
  readonly #endedListeners = new Set<(job: JobRow) => void>();
  readonly #stops: (() => void)[];
  readonly #cancelPoll: () => void;
  #polls = 0;
  #recovery: Promise<void> = Promise.resolve();
  #staleResults: Promise<void> = Promise.resolve();
  #isCancelling = false;

  constructor(parts: JobQueueParts, store: JobStore, service: JobService) {
    const { clock, tree, hub, onTrouble } = parts;
    this.parts = parts;
    this.store = store;
    this.service = service;
    this.#notices = new LogNotices(clock, (jobId) => hub.publish({ type: 'logged', jobId }));
    this.#memory = new MemoryAdmission({ store, clock, freeBytes: parts.freeMemoryBytes });
    this.#slots = new JobSlots({
      clock,
      tree,
      onTrouble,
      count: parts.slots,
      startable: () => store.order.startable(),
      nextDue: () => store.order.nextDue(),
      isHeldBack: () => this.#memory.waiting() !== null,
      runNext: (choice) => this.#runNext(choice),
      onSlots: (slots) => hub.publish({ type: 'slots', slots }),
    });
    this.#events = new JobEvents({
      lists: store.lists,
      hub,
      onEnded: (job) => {
        // What its last lines were; when another process ran it, nobody else tells.
        this.#notices.logged(job.jobId);
        if (job.state !== 'completed') this.#removeStaleResult(job.jobId);
        for (const listener of this.#endedListeners) listener(job);
      },
      onChange: () => {
        parts.onStatus(this.status());
        this.#slots.wake();
      },
    });
    this.#stops = [
      store.onCommit(() => this.#events.publishChanges()),
      service.onProgress((job, progress) => hub.publishProgress(job.jobId, progress)),
      service.onLogged((jobId) => this.#notices.logged(jobId)),
    ];
    this.#cancelPoll = every(clock, pollMilliseconds, () => this.#poll());
    this.#slots.wake();
    this.#retention = new JobRetention({ ...parts, store });
  }

  /** Every job as the events up to now describe it, newest first. Read the hub's number after this. */
  jobRows(): JobRow[] {
    return this.#events.rows();
  }

  /** One of {@link jobRows}. */
  jobRow(jobId: string): JobRow | undefined {
    return this.#events.row(jobId);
  }

  /** The jobs that a filter asks for, newest first, as the events up to now describe them. */
  jobPage(filter: JobListFilter): { jobs: JobRow[]; nextCursor: string | null } {
    return this.#events.page(filter);
  }

  /** The slots as the latest event describes them. */
  slotsNow(): Slot[] {
    return this.#slots.now();
  }

  status(): QueueStatus {
    const counts = this.store.lists.counts(this.parts.clock.now());
    return { ...counts, paused: this.store.order.paused(), waitsForMemory: this.#memory.waiting() };
  }

  /** Tells that the queue was paused or goes on, and acts on it. */
  orderChanged(): void {
    this.parts.onStatus(this.status());
    this.#slots.wake();
  }

  /** Changes how many jobs run at the same time. */
  setSlots(count: number): void {
    this.#slots.setCount(count);
  }

  /** Changes how long retries wait, from the next one on. */
  setRetryDelays(seconds: readonly number[]): void {
    this.service.setRetryDelays(seconds);
  }

  /** How many jobs this process runs. */
  runningJobs(): number {
    return this.#slots.jobIds().length;
  }

  /** Calls back with every job that ended, wherever it ran. */
  onEnded(listener: (job: JobRow) => void): () => void {
    this.#endedListeners.add(listener);
    return () => this.#endedListeners.delete(listener);
  }

  /**
   * Ends what runs here and waits until it has ended; nothing new is started. `cancel` cancels the jobs, `release` gives
   * them back to the queue, where the next start takes them up. What is pending stays so.
   */
  async stop(how: 'cancel' | 'release'): Promise<void> {
    this.#slots.halt();
    this.#isCancelling ||= how === 'cancel';
    if (this.#isCancelling) for (const jobId of this.#slots.jobIds()) this.service.cancel(jobId, 'hindcast');
    else this.service.release();
    await this.#slots.settled();
  }

  /** Stops, giving back what still runs, and closes the database. */
  async close(): Promise<void> {
    this.#cancelPoll();
    await Promise.all([this.stop('release'), this.#recovery, this.#retention.close()]);
    await this.#staleResults;
    for (const stop of this.#stops) stop();
    this.#events.close();
    this.#notices.close();
    this.store.close();
  }

  async #runNext({ onClaim }: RunChoice): Promise<JobRecord | undefined> {
    const ended = await this.service.runNext({
      accepts: this.#memory.scan(),
      onClaim: (job, worker) => {
        onClaim?.(job, worker);
        if (this.#isCancelling) this.service.cancel(job.jobId, 'hindcast');
      },
    });
    // Nothing was claimed, so nothing has changed that would tell of what waits for memory.
    if (ended === undefined && this.#memory.waiting() !== null) this.parts.onStatus(this.status());
    return ended;
  }

  #removeStaleResult(jobId: string): void {
    const { home, onTrouble } = this.parts;
    // Only a job that ran before can have one, and most did not; looking costs no transaction.
    if (!existsSync(resultFolderOf(home, jobId))) return;
    this.#staleResults = this.#staleResults
      .then(() => removeStaleResult(home, this.store, jobId))
      .catch(onTrouble);
  }

  #poll(): void {
    try {
      if (this.store.lists.changedElsewhere()) this.#hearOthers();
      if (++this.#polls % pollsPerRecovery === 0 && this.#othersRun().length > 0) {
        this.#recovery = this.service.recover().catch(this.parts.onTrouble);
      }
    } catch (thrown) {
      this.parts.onTrouble(thrown);
    }
  }

  #hearOthers(): void {
    this.#events.publishChanges();
    this.orderChanged();
    // Nobody tells of lines that another process writes.
    for (const jobId of this.#othersRun()) this.#notices.logged(jobId);
  }

  #othersRun(): string[] {
    const here = new Set(this.#slots.jobIds());
    return this.store
      .running()
      .map((job) => job.jobId)
      .filter((jobId) => !here.has(jobId));
  }
}
