import type Database from 'better-sqlite3';
import fc from 'fast-check';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { HindcastError, type ErrorCode } from '../../../../src-core/errors/hindcast-error.ts';
import type { Priority } from '../../../../src-core/job/job-base.ts';
import { jobStates } from '../../../../src-core/job/job-state.ts';
import type { Clock } from '../clock.ts';
import { openDatabase } from '../store/database.ts';
import { endFailed } from '../running/end-failed.ts';
import type { JobRecord, NewJob } from '../store/job-record.ts';
import type { Lease } from '../store/job-store.ts';
import { SqliteJobStore } from '../store/sqlite-job-store.ts';
import { actOnJobs } from '../upkeep/bulk-action.ts';
import {
  blockedBy,
  modelDelaysSeconds,
  QueueModel,
  Refusal,
  type ModelPlace,
  type SubmitOrder,
  type WayToEnd,
} from './queue-model.ts';

/** Who acts: three connections to one file, as of three processes. */
const connections = 3;
const jobNumbers = [1, 2, 3, 4, 5] as const;

/** What may be done to many jobs at once. */
type BulkAct = 'cancel' | 'retry' | 'remove' | 'prioritize';

/**
 * One step of a history. `attempt` counts back from the latest attempt of a job: 0 holds the lease if anyone does, others
 * are late.
 */
export type Step = { readonly by: number } & (
  | { readonly do: 'submit'; readonly job: number; readonly order: SubmitOrder }
  | {
      readonly do: 'claim';
      readonly job?: number | undefined;
      readonly accepts?: readonly number[] | undefined;
    }
  | { readonly do: 'beat' | 'stall' | 'hear'; readonly job: number; readonly attempt: number }
  | { readonly do: 'progress'; readonly job: number; readonly attempt: number; readonly fraction: number }
  | { readonly do: 'end'; readonly job: number; readonly attempt: number; readonly way: WayToEnd }
  | { readonly do: 'cancel' | 'retry' | 'remove' | 'pin' | 'unpin'; readonly job: number }
  | { readonly do: 'move'; readonly jobs: readonly number[]; readonly place: ModelPlace }
  | { readonly do: 'prioritize'; readonly job: number; readonly priority: Priority }
  | {
      readonly do: 'bulk';
      readonly act: BulkAct;
      readonly jobs: readonly number[];
      readonly priority: Priority;
    }
  | { readonly do: 'schedule'; readonly job: number; readonly startsIn: number | null }
  | { readonly do: 'pause' | 'resume' | 'crash' }
  | { readonly do: 'wait'; readonly milliseconds: number }
);

type BulkStep = Step & { readonly do: 'bulk' };
type SingleStep = Exclude<Step, BulkStep>;

const second = 1000;
const hour = 3_600_000;
const by = fc.nat({ max: connections - 1 });
const job = fc.constantFrom(...jobNumbers);
const priority = fc.constantFrom<Priority[]>('low', 'normal', 'high', 'urgent');
const attempt = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat({ max: 2 }) },
);
const startsIn = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.constantFrom(-second, 0, 10 * second, 2 * hour) },
);
const order: fc.Arbitrary<SubmitOrder> = fc.record({
  priority,
  maxRetries: fc.nat({ max: 2 }),
  after: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.uniqueArray(job, { maxLength: 2 }) },
  ),
  startsIn,
  group: fc.option(fc.nat({ max: 1 })),
  force: fc.boolean(),
});
const place: fc.Arbitrary<ModelPlace> = fc.oneof(
  fc.constantFrom<ModelPlace[]>('front', 'back'),
  fc.record({ before: job }),
);
const waits = [1, second, 5 * second, 60 * second, 300 * second, hour, 3 * hour, 30 * hour];

function choice<Value>(weight: number, arbitrary: fc.Arbitrary<Value>) {
  return { weight, arbitrary };
}

const submit = fc.record({ do: fc.constant('submit' as const), by, job, order });
const step: fc.Arbitrary<Step> = fc.oneof(
  choice(8, submit),
  choice(
    8,
    fc.record({
      do: fc.constant('claim' as const),
      by,
      accepts: fc.option(fc.subarray([...jobNumbers]), { freq: 4, nil: undefined }),
    }),
  ),
  choice(2, fc.record({ do: fc.constant('claim' as const), by, job })),
  choice(
    3,
    fc.record({ do: fc.constantFrom('beat' as const, 'stall' as const, 'hear' as const), by, job, attempt }),
  ),
  choice(
    2,
    fc.record({
      do: fc.constant('progress' as const),
      by,
      job,
      attempt,
      fraction: fc.constantFrom(0, 0.25, 0.5, 0.9, 1),
    }),
  ),
  choice(
    10,
    fc.record({
      do: fc.constant('end' as const),
      by,
      job,
      attempt,
      way: fc.constantFrom<WayToEnd[]>('complete', 'complete', 'fail', 'lose', 'lose', 'stop', 'release'),
    }),
  ),
  choice(
    6,
    fc.record({
      do: fc.constantFrom<('cancel' | 'retry' | 'remove' | 'pin' | 'unpin')[]>(
        'cancel',
        'cancel',
        'retry',
        'retry',
        'remove',
        'pin',
        'unpin',
      ),
      by,
      job,
    }),
  ),
  choice(
    4,
    fc.record({
      do: fc.constant('move' as const),
      by,
      jobs: fc.uniqueArray(job, { minLength: 1, maxLength: 3 }),
      place,
    }),
  ),
  choice(1, fc.record({ do: fc.constant('prioritize' as const), by, job, priority })),
  choice(
    3,
    fc.record({
      do: fc.constant('bulk' as const),
      by,
      act: fc.constantFrom<BulkAct[]>('cancel', 'retry', 'remove', 'prioritize'),
      jobs: fc.subarray([...jobNumbers], { minLength: 2 }),
      priority,
    }),
  ),
  choice(2, fc.record({ do: fc.constant('schedule' as const), by, job, startsIn })),
  choice(2, fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const, 'resume' as const), by })),
  choice(2, fc.record({ do: fc.constant('crash' as const), by })),
  choice(
    6,
    fc.record({
      do: fc.constant('wait' as const),
      by,
      milliseconds: fc.oneof(
        choice(4, fc.constantFrom(...waits)),
        choice(1, fc.constantFrom(...waits.map((wait) => -wait))),
      ),
    }),
  ),
);

/** Some jobs end and are deleted, and all are asked for again, those that waited for them among them. */
const deletionAndRetry: fc.Arbitrary<Step[]> = fc
  .record({ by, priority, jobs: fc.subarray([...jobNumbers], { minLength: 1, maxLength: 2 }) })
  .map((chosen) => [
    { ...chosen, do: 'bulk', act: 'cancel' },
    { ...chosen, do: 'bulk', act: 'remove' },
    { ...chosen, do: 'bulk', act: 'retry', jobs: jobNumbers },
  ]);

/** Random histories. Most begin with jobs in the queue, some in chains; shrinking leaves out steps. */
export const histories: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.array(submit, { maxLength: 8, size: 'max' }),
    fc.array(
      fc.oneof(
        choice(
          80,
          step.map((one) => [one]),
        ),
        choice(1, deletionAndRetry),
      ),
      {
        maxLength: 80,
        size: 'max',
      },
    ),
  )
  .map((parts) => parts.flat(2));

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
        const taken = store.claim({
          leaseId,
          ownerProcess: ownerOf(current.by),
          ...(current.job === undefined ? {} : { jobId: idOf(current.job) }),
          ...(accepts === undefined ? {} : { accepts: ({ jobId }) => accepts.includes(numberOf(jobId)) }),
        });
        return taken === undefined ? undefined : numberOf(taken.jobId);
      }
      case 'beat':
        return store.beat(this.#heldBy(current), 7);
      case 'stall':
        return store.markStalled(this.#heldBy(current), 12);
      case 'hear':
        return store.markHeard(this.#heldBy(current));
      case 'progress': {
        const { fraction } = current;
        return store.markProgress(this.#heldBy(current), {
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
        store.annotate(idOf(current.job), { pinned: current.do === 'pin' });
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

const states = jobStates.map((state) => `'${state}'`).join(', ');

/** What must hold of every database of jobs at any moment, as queries for the ids of those that break it. */
export const queueRules: Readonly<Record<string, string>> = {
  'Q3 (the history ends with the state)': `SELECT job_id FROM job WHERE state IS NOT (
     SELECT type FROM job_event WHERE job_event.job_id = job.job_id AND type IN (${states}) ORDER BY seq DESC LIMIT 1)`,
  'Q2 (the history has only allowed changes)': `SELECT job_id FROM (
     SELECT job_id, type, lag(type) OVER (PARTITION BY job_id ORDER BY seq) AS former
     FROM job_event WHERE type IN (${states}))
   WHERE NOT (former IS NULL AND type = 'pending'
     OR former = 'pending' AND type IN ('running', 'cancelled', 'failed')
     OR former = 'running' AND type <> 'running'
     OR former IN ('completed', 'failed', 'cancelled') AND type = 'pending')`,
  'Q26 (the history has every attempt)': `SELECT job_id FROM job WHERE attempt <> (
     SELECT count(*) FROM job_event WHERE job_event.job_id = job.job_id AND type = 'running')`,
  'Q22 (one lease for each running job)': `SELECT job_id FROM job
   WHERE (state = 'running') <> (lease_id IS NOT NULL)
     OR lease_id IN (SELECT lease_id FROM job GROUP BY lease_id HAVING count(*) > 1)`,
  'Q10 (blocked by what has not completed)': `SELECT job_id FROM job WHERE blocked_by <> iif(state = 'pending', (
     SELECT count(*) FROM job_dependency WHERE job_dependency.job_id = job.job_id AND is_met = 0), 0)`,
  'Q10 (nothing waits for what will not complete, or has)': `SELECT waiting.job_id
   FROM job AS waiting JOIN job_dependency ON job_dependency.job_id = waiting.job_id
   LEFT JOIN job AS awaited ON awaited.job_id = after_job_id
   WHERE waiting.state = 'pending' AND is_met = 0 AND coalesce(awaited.state, 'deleted') NOT IN ('pending', 'running')`,
  'Q12 (a group with jobs is there)': `SELECT job_id FROM job
   WHERE group_id IS NOT NULL AND group_id NOT IN (SELECT group_id FROM job_group)`,
  'Q25 (as many retries as are allowed, and all before giving up)': `SELECT job_id FROM job WHERE retries > max_retries
     OR error_code IN ('WORKER_CRASHED', 'INTERRUPTED') AND retries < max_retries`,
  'Q32 (whole only when completed)': `SELECT job_id FROM job WHERE (fraction >= 1) <> (state = 'completed')`,
};

const headline = {
  metric: 'm',
  label: 'M',
  value: 1,
  standard_error: null,
  interval_low: null,
  interval_high: null,
  confidence: 0.95,
  method: 'none',
};

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
      return store.complete(lease, completion, () => undefined);
    }
    case 'fail':
      return failed('MODEL_FAILED');
    case 'lose':
      return failed('WORKER_CRASHED');
    case 'stop':
      return store.cancel(lease, 'stopped');
    case 'release':
      return store.release(lease, 'closed');
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
