import type Database from 'better-sqlite3';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { HindcastError, type ErrorCode } from '../../../../src-core/errors/hindcast-error.ts';
import type { Clock } from '../clock.ts';
import { endFailed } from '../running/end-failed.ts';
import { openDatabase } from '../store/database.ts';
import type { JobRecord, NewJob } from '../store/job-record.ts';
import type { Lease } from '../store/job-attempts.ts';
import { SqliteJobStore } from '../store/sqlite-job-store.ts';
import { actOnJobs } from '../upkeep/bulk-action.ts';
import { connections, type BulkStep, type SingleStep, type Step } from './queue-histories.ts';
import {
  blockedBy,
  modelDelaysSeconds,
  QueueModel,
  Refusal,
  type SubmitOrder,
  type WayToEnd,
} from './queue-model.ts';
import { queueRules } from './queue-rules.ts';
import { headline } from './headline.ts';

/** What happened: a value, or the code of a refusal. */
type Outcome = { readonly value: unknown } | { readonly refused: ErrorCode };

/** Plays histories on the SQL store, through several connections to one file, beside the model. */
export class HistoryPlayer {
  readonly #databases: Database.Database[];
  readonly #stores: SqliteJobStore[];
  readonly #rules: readonly (readonly [string, Database.Statement])[];
  readonly #selectLine: Database.Statement;
  readonly #selectIds: Database.Statement;
  readonly #clock: Clock = {
    now: () => new Date(this.#now),
    monotonicMilliseconds: () => 0,
    after: () => () => undefined,
  };
  #now = 0;
  #model = new QueueModel(0);
  #leases = new Map<number, string[]>();
  #groups: (string | null)[] = [];
  #lastLease = 0;

  /** @param folder for the database; nothing is forced to disk there */
  constructor(folder: string) {
    const file = join(folder, 'histories.db');
    this.#databases = Array.from({ length: connections }, () => openDatabase(file, this.#clock.now()));
    for (const database of this.#databases) database.pragma('synchronous = OFF');
    this.#stores = this.#databases.map((database) => new SqliteJobStore(database, this.#clock));
    this.#rules = Object.entries(queueRules).map(([rule, sql]) => [rule, this.#first.prepare(sql).pluck()]);
    this.#selectLine = this.#first.prepare(
      "SELECT job_id, start_order FROM job WHERE state = 'pending' ORDER BY start_order, job_id",
    );
    this.#selectIds = this.#first.prepare('SELECT job_id FROM job ORDER BY job_id').pluck();
  }

  close(): void {
    for (const store of this.#stores) store.close();
  }

  /**
   * Plays a history from an empty queue.
   *
   * @throws Error at the first step after which model and store differ, or a rule does not hold
   */
  async play(history: readonly Step[]): Promise<void> {
    this.#clear();
    for (const [index, current] of history.entries()) {
      const complaint = await this.#playStep(current);
      if (complaint === undefined) continue;
      const told = history.slice(0, index + 1).map((one) => JSON.stringify(one));
      throw new Error(`${complaint}, after\n${told.join('\n')}`);
    }
    const broken = this.#first.pragma('integrity_check(1)', { simple: true });
    if (broken !== 'ok') throw new Error(String(broken));
  }

  get #first(): Database.Database {
    return this.#databases[0] as Database.Database;
  }

  #clear(): void {
    this.#first.exec(
      `DELETE FROM job; DELETE FROM job_change; DELETE FROM job_group; DELETE FROM dataset_snapshot;
       UPDATE queue_control SET paused_at = NULL, paused_by = NULL`,
    );
    this.#now = Date.UTC(2026, 10, 21, 12);
    this.#model = new QueueModel(this.#now);
    this.#leases = new Map();
    this.#groups = [null, null];
  }

  /** @returns what is wrong after the step */
  async #playStep(current: Step): Promise<string | undefined> {
    if (current.do === 'wait') {
      this.#now += current.milliseconds;
      this.#model.now = this.#now;
    }
    const lease = `lease-${++this.#lastLease}`;
    const before = this.#startOrders();
    const [real, expected] =
      current.do === 'bulk'
        ? [await this.#applyEachToStore(current, lease), this.#applyEachToModel(current, lease)]
        : [
            outcomeOf(() => this.#applyToStore(current, lease)),
            outcomeOf(() => this.#applyToModel(current, lease)),
          ];
    if (!isDeepStrictEqual(real, expected)) {
      return `the store answered ${JSON.stringify(real)} instead of ${JSON.stringify(expected)}`;
    }
    if (current.do === 'claim' && 'value' in real && typeof real.value === 'number') {
      this.#leases.set(real.value, [lease, ...(this.#leases.get(real.value) ?? [])]);
    }
    return (
      this.#compareRows() ?? this.#compareOrder(current, before) ?? this.#compareQueue() ?? this.#checkRules()
    );
  }

  /** As the screens and the command line do it. */
  async #applyEachToStore(bulk: BulkStep, lease: string): Promise<Outcome> {
    const parts = { store: this.#stores[bulk.by] as SqliteJobStore, onTrouble: fail };
    const { done, failed } = await actOnJobs(
      parts,
      bulk.jobs.map(idOf),
      (jobId) => void this.#applyToStore(oneOf(bulk, numberOf(jobId)), lease),
    );
    return { value: [done.map(numberOf), failed.map(({ jobId, error }) => [numberOf(jobId), error.code])] };
  }

  #applyEachToModel(bulk: BulkStep, lease: string): Outcome {
    const done: number[] = [];
    const failed: [number, ErrorCode][] = [];
    for (const number of bulk.jobs) {
      const outcome = outcomeOf(() => this.#applyToModel(oneOf(bulk, number), lease));
      if ('refused' in outcome) failed.push([number, outcome.refused]);
      else done.push(number);
    }
    return { value: [done, failed] };
  }

  #applyToModel(current: SingleStep, lease: string): unknown {
    const model = this.#model;
    switch (current.do) {
      case 'submit':
        model.submit(current.job, current.order);
        return undefined;
      case 'claim':
        return model.claim(lease, ownerOf(current.by), { job: current.job, accepts: current.accepts });
      case 'beat':
        return model.beat(current.job, this.#leaseOf(current));
      case 'stall':
      case 'hear':
        return model.setStalled(current.job, this.#leaseOf(current), current.do === 'stall');
      case 'progress':
        return model.progress(current.job, this.#leaseOf(current), current.fraction);
      case 'end':
        return model.end(current.job, this.#leaseOf(current), current.way);
      case 'cancel':
        model.cancel(current.job);
        return undefined;
      case 'retry':
        model.retry(current.job);
        return undefined;
      case 'remove':
        model.remove(current.job);
        return undefined;
      case 'pin':
      case 'unpin':
        model.pin(current.job, current.do === 'pin');
        return undefined;
      case 'move':
        model.move(current.jobs, current.place);
        return undefined;
      case 'prioritize':
        model.prioritize(current.job, current.priority);
        return undefined;
      case 'schedule':
        model.schedule(current.job, current.startsIn);
        return undefined;
      case 'pause':
      case 'resume':
        model.isPaused = current.do === 'pause';
        return undefined;
      case 'crash':
        model.crash(ownerOf(current.by));
        return undefined;
      case 'wait':
        return undefined;
    }
  }

  #applyToStore(current: SingleStep, leaseId: string): unknown {
    const store = this.#stores[current.by] as SqliteJobStore;
    switch (current.do) {
      case 'submit':
        this.#submit(store, current.job, current.order);
        return undefined;
      case 'claim': {
        const { accepts } = current;
        const taken = store.attempts.claim({
          leaseId,
          ownerProcess: ownerOf(current.by),
          ...(current.job === undefined ? {} : { jobId: idOf(current.job) }),
          ...(accepts === undefined ? {} : { accepts: ({ jobId }) => accepts.includes(numberOf(jobId)) }),
        });
        return taken === undefined ? undefined : numberOf(taken.jobId);
      }
      case 'beat':
        return store.attempts.beat(this.#heldBy(current), 7);
      case 'stall':
        return store.attempts.markStalled(this.#heldBy(current), 12);
      case 'hear':
        return store.attempts.markHeard(this.#heldBy(current));
      case 'progress': {
        const { fraction } = current;
        return store.attempts.markProgress(this.#heldBy(current), {
          phase: 'simulating',
          fraction,
          current_date: null,
          message: '',
        });
      }
      case 'end':
        return endInStore(store, this.#heldBy(current), current.way);
      case 'cancel':
        store.requestCancel(idOf(current.job), 'ada');
        return undefined;
      case 'retry':
        store.retry(idOf(current.job), 'ada');
        return undefined;
      case 'remove':
        store.remove(idOf(current.job), { actor: 'ada', cause: 'asked to' }, () => undefined);
        return undefined;
      case 'pin':
      case 'unpin':
        store.annotate(idOf(current.job), { pinned: current.do === 'pin' }, 'ada');
        return undefined;
      case 'move':
        store.order.move(
          current.jobs.map(idOf),
          typeof current.place === 'string' ? { to: current.place } : { before: idOf(current.place.before) },
          'ada',
        );
        return undefined;
      case 'prioritize':
        store.order.prioritize(idOf(current.job), current.priority, 'ada');
        return undefined;
      case 'schedule':
        store.order.schedule(idOf(current.job), this.#momentIn(current.startsIn), 'ada');
        return undefined;
      case 'pause':
        store.order.pause('ada');
        return undefined;
      case 'resume':
        store.order.resume('ada');
        return undefined;
      case 'crash':
        // What recovery does of it once it has found the process gone.
        for (const { jobId, leaseId: held, ownerProcess, cancelRequestedAt } of store.running()) {
          if (ownerProcess !== ownerOf(current.by) || held === null) continue;
          endInStore(store, { jobId, leaseId: held }, cancelRequestedAt === null ? 'lose' : 'stop');
        }
        return undefined;
      case 'wait':
        return undefined;
    }
  }

  /** As submitting does it: Q5. */
  #submit(store: SqliteJobStore, number: number, wanted: SubmitOrder): void {
    const submitted = this.#newJob(number, wanted);
    const { job: present, existing } = store.insertOrGet(submitted);
    if (!existing) return;
    const isToRunAgain = present.state === 'failed' || present.state === 'cancelled';
    if (isToRunAgain || (wanted.force && present.state === 'completed')) store.requeue(submitted, 'again');
  }

  #newJob(number: number, wanted: SubmitOrder): NewJob {
    return {
      jobId: idOf(number),
      kind: 'replay',
      name: `job ${number}`,
      spec: {},
      outline: { feeds: [], firstDay: '2022-01-03', lastDay: '2022-01-03', modelPath: null, modelLabel: '' },
      options: { checkLookahead: false },
      priority: wanted.priority,
      createdBy: 'ada',
      snapshot: { snapshotId: 's', files: [], datasetVersionIds: {} },
      modelHash: 'm',
      codeFiles: {},
      maxRetries: wanted.maxRetries,
      schedule: {
        notBefore: this.#momentIn(wanted.startsIn),
        after: wanted.after.map(idOf),
        groupId: wanted.group === null ? null : this.#groupId(wanted.group),
      },
    };
  }

  /** A group is forgotten with its last job, and made again for the next. */
  #groupId(group: number): string {
    const known = this.#groups[group];
    const isThere =
      typeof known === 'string' &&
      this.#first.prepare('SELECT 1 FROM job_group WHERE group_id = ?').get(known) !== undefined;
    const groupId = isThere
      ? known
      : (this.#stores[0] as SqliteJobStore).groups.create(`group ${group}`, 'ada');
    this.#groups[group] = groupId;
    return groupId;
  }

  #momentIn(milliseconds: number | null): string | null {
    return milliseconds === null ? null : new Date(this.#now + milliseconds).toISOString();
  }

  #leaseOf({ job: number, attempt: back }: { readonly job: number; readonly attempt: number }): string {
    return this.#leases.get(number)?.[back] ?? 'none';
  }

  #heldBy(current: { readonly job: number; readonly attempt: number }): Lease {
    return { jobId: idOf(current.job), leaseId: this.#leaseOf(current) };
  }

  #startOrders(): Map<number, number> {
    const rows = this.#selectLine.all() as { job_id: string; start_order: number }[];
    return new Map(rows.map((row) => [numberOf(row.job_id), row.start_order]));
  }

  #compareRows(): string | undefined {
    const model = this.#model;
    const there = (this.#selectIds.all() as string[]).map(numberOf).join();
    const expectedThere = [...model.jobs.keys()].toSorted((left, right) => left - right).join();
    if (there !== expectedThere) return `the jobs are ${there} instead of ${expectedThere}`;
    for (const [number, expected] of model.jobs) {
      const row = (this.#stores[number % connections] as SqliteJobStore).get(idOf(number)) as JobRecord;
      const real = {
        state: row.state,
        priority: row.priority,
        queuedAt: Date.parse(row.queuedAt),
        attempt: row.attempt,
        retries: row.retries,
        maxRetries: row.maxRetries,
        lease: row.leaseId,
        owner: row.ownerProcess,
        notBefore: row.notBefore === null ? null : Date.parse(row.notBefore),
        blockedBy: row.blockedBy,
        group: row.groupId === null ? null : this.#groups.indexOf(row.groupId),
        // What is left of an attempt that failed says how far it came.
        fraction:
          row.state === 'failed' || row.state === 'cancelled' ? expected.fraction : row.progress.fraction,
        beat: row.beat,
        isCancelling: row.state === 'running' && row.cancelRequestedAt !== null,
        isStalled: row.stalledAt !== null,
      };
      const {
        after: _,
        isPinned: __,
        isMoved: ___,
        ...fields
      } = { ...expected, blockedBy: blockedBy(expected) };
      if (!isDeepStrictEqual(real, { ...real, ...fields })) {
        return `job ${number} is ${JSON.stringify(real)} instead of ${JSON.stringify(fields)}`;
      }
    }
    return undefined;
  }

  #compareOrder(current: Step, before: ReadonlyMap<number, number>): string | undefined {
    const orders = this.#startOrders();
    const changed = [...orders].filter(
      ([number, start]) => before.has(number) && before.get(number) !== start,
    );
    const spread = current.do === 'move' ? changed.map(([number]) => number) : [];
    return this.#model.adoptOrder([...orders.keys()], new Set(spread));
  }

  #compareQueue(): string | undefined {
    const { order: queue } = this.#stores[1] as SqliteJobStore;
    const real = {
      startable: queue.startable(),
      nextDue: queue.nextDue()?.getTime() ?? null,
      isPaused: queue.paused() !== null,
    };
    const model = this.#model;
    const expected = { startable: model.startable(), nextDue: model.nextDue(), isPaused: model.isPaused };
    return isDeepStrictEqual(real, expected)
      ? undefined
      : `the queue says ${JSON.stringify(real)} instead of ${JSON.stringify(expected)}`;
  }

  #checkRules(): string | undefined {
    for (const [rule, statement] of this.#rules) {
      const broken = statement.all() as string[];
      if (broken.length > 0) return `${rule} is broken by ${broken.join(', ')}`;
    }
    return undefined;
  }
}

function endInStore(store: SqliteJobStore, lease: Lease, way: WayToEnd): boolean {
  const claimed = store.get(lease.jobId);
  if (claimed === undefined) return false;
  const failed = (code: ErrorCode): boolean =>
    endFailed(store, claimed, lease, { code, message: 'It ended.' }, modelDelaysSeconds);
  switch (way) {
    case 'complete': {
      const completion = {
        headline,
        warnings: [],
        resultPath: 'results/x',
        resultBytes: 9,
        peakMemoryBytes: 7,
      };
      return store.attempts.complete(lease, completion, () => undefined);
    }
    case 'fail':
      return failed('MODEL_FAILED');
    case 'lose':
      return failed('WORKER_CRASHED');
    case 'stop':
      return store.attempts.cancel(lease, 'stopped');
    case 'release':
      return store.attempts.release(lease, 'closed');
  }
}

/** What a bulk step does to one of its jobs. */
function oneOf({ by: actor, act, priority: wanted }: BulkStep, number: number): SingleStep {
  return act === 'prioritize'
    ? { by: actor, do: act, job: number, priority: wanted }
    : { by: actor, do: act, job: number };
}

function fail(thrown: unknown): never {
  throw thrown;
}

function outcomeOf(act: () => unknown): Outcome {
  try {
    return { value: act() };
  } catch (thrown) {
    if (thrown instanceof HindcastError || thrown instanceof Refusal) return { refused: thrown.code };
    throw thrown;
  }
}

function ownerOf(connection: number): string {
  return `${connection + 1}@process`;
}

function idOf(number: number): string {
  return number.toString(16).padStart(32, '0');
}

function numberOf(jobId: string): number {
  return Number.parseInt(jobId, 16);
}
