import type { Priority } from '../../../../src-core/job/job-base.ts';
import type { JobState } from '../../../../src-core/job/job-state.ts';

/**
 * The queue as docs/spec/queue.md describes it, in memory and without SQL: what the real store is compared with. It shares
 * no rule with the store, on purpose. Jobs are numbers, times are milliseconds since the epoch.
 */
export interface ModelJob {
  state: JobState;
  priority: Priority;
  queuedAt: number;
  attempt: number;
  retries: number;
  maxRetries: number;
  lease: string | null;
  owner: string | null;
  notBefore: number | null;
  /** The jobs that it starts after, deleted ones among them, and whether each has completed since. */
  readonly after: Map<number, boolean>;
  group: number | null;
  fraction: number;
  beat: number;
  isCancelling: boolean;
  isStalled: boolean;
  isPinned: boolean;
  /** Whether its place was chosen, so that the moment of queueing does not say it any more. */
  isMoved: boolean;
}

export interface SubmitOrder {
  readonly priority: Priority;
  readonly maxRetries: number;
  readonly after: readonly number[];
  /** Milliseconds from now; null for no schedule. */
  readonly startsIn: number | null;
  readonly group: number | null;
  readonly force: boolean;
}

export type ModelPlace = 'front' | 'back' | { readonly before: number };
export type WayToEnd = 'complete' | 'fail' | 'lose' | 'stop' | 'release';

/** What the store refuses with these codes. */
export class Refusal extends Error {
  readonly code: 'UNKNOWN_JOB' | 'BAD_INPUT';

  constructor(code: 'UNKNOWN_JOB' | 'BAD_INPUT') {
    super(code);
    this.code = code;
  }
}

const hour = 3_600_000;
/** Rule Q7, as the document has it. */
const headStart: Record<Priority, number> = { low: 0, normal: 2 * hour, high: 6 * hour, urgent: 24 * hour };
/** Rule Q25, as the document has it. */
export const modelDelaysSeconds = [5, 60, 300] as const;
const longestDelay = hour;
const largestUnfinished = 0.999;

const hasEnded = (state: JobState): boolean => state !== 'pending' && state !== 'running';

export class QueueModel {
  readonly jobs = new Map<number, ModelJob>();
  now: number;
  isPaused = false;
  /** The pending jobs whose order is known, first to start first. */
  #line: number[] = [];
  /** Pending jobs that have come to the line since its order was last compared. */
  readonly #arrived = new Set<number>();

  constructor(now: number) {
    this.now = now;
  }

  submit(number: number, order: SubmitOrder): void {
    const known = this.jobs.get(number);
    if (known !== undefined && !this.#isToRunAgain(known, order.force)) return;
    const after = this.#newDependencies(number, order.after);
    const job: ModelJob = {
      ...(known ?? newJob),
      after,
      priority: order.priority,
      maxRetries: order.maxRetries,
      group: order.group ?? known?.group ?? null,
    };
    this.jobs.set(number, job);
    this.#enterAnew(number, job, order.startsIn === null ? null : this.now + order.startsIn);
  }

  retry(number: number): void {
    const job = this.#existing(number);
    if (!hasEnded(job.state)) throw new Refusal('BAD_INPUT');
    const after = this.#newDependencies(number, this.#stillAwaited(job));
    const again = { ...job, after };
    this.jobs.set(number, again);
    this.#enterAnew(number, again, null);
  }

  /** The number of the job that was taken. */
  claim(
    lease: string,
    owner: string,
    choice: { readonly job?: number | undefined; readonly accepts?: readonly number[] | undefined },
  ): number | undefined {
    if (choice.job !== undefined) {
      const wanted = this.jobs.get(choice.job);
      if (wanted?.state !== 'pending' || blockedBy(wanted) > 0) return undefined;
      this.#start(choice.job, lease, owner);
      return choice.job;
    }
    if (this.isPaused) return undefined;
    for (const job of this.jobs.values()) if (this.#isDue(job)) job.notBefore = null;
    const next = this.#line.find((number) => {
      const job = this.#existing(number);
      return job.notBefore === null && blockedBy(job) === 0 && (choice.accepts?.includes(number) ?? true);
    });
    if (next !== undefined) this.#start(next, lease, owner);
    return next;
  }

  /** False when the lease does not hold. */
  beat(number: number, lease: string): boolean {
    return this.#whileHeld(number, lease, (job) => job.beat++);
  }

  progress(number: number, lease: string, fraction: number): boolean {
    return this.#whileHeld(number, lease, (job) => {
      job.beat++;
      job.fraction = Math.max(job.fraction, Math.min(fraction, largestUnfinished));
    });
  }

  setStalled(number: number, lease: string, isStalled: boolean): boolean {
    return this.#whileHeld(number, lease, (job) => (job.isStalled = isStalled));
  }

  end(number: number, lease: string, way: WayToEnd): boolean {
    return this.#whileHeld(number, lease, (job) => {
      // What was asked to stop is not started again, however its attempt ended.
      const mayStartAgain = !job.isCancelling;
      if (way === 'complete') this.#complete(number, job);
      else if (way === 'fail') this.#giveUp(number, job, 'failed');
      else if (way === 'stop') this.#giveUp(number, job, 'cancelled');
      else if (way === 'release') {
        if (mayStartAgain) this.#goBack(number, job, null);
        else this.#giveUp(number, job, 'cancelled');
      } else if (job.retries >= job.maxRetries) this.#giveUp(number, job, 'failed');
      else if (mayStartAgain) {
        const delay = modelDelaysSeconds[Math.min(job.retries, modelDelaysSeconds.length - 1)] ?? 0;
        job.retries++;
        this.#goBack(number, job, this.now + delay * 1000);
      } else this.#giveUp(number, job, 'cancelled');
    });
  }

  /** A process is gone and another one puts its jobs in order. */
  crash(owner: string): void {
    for (const [number, job] of [...this.jobs].sort(([left], [right]) => left - right)) {
      if (job.state !== 'running' || job.owner !== owner || job.lease === null) continue;
      this.end(number, job.lease, job.isCancelling ? 'stop' : 'lose');
    }
  }

  cancel(number: number): void {
    const job = this.#existing(number);
    if (job.state === 'pending') this.#giveUp(number, job, 'cancelled');
    else if (job.state === 'running') job.isCancelling = true;
  }

  remove(number: number): void {
    const job = this.#existing(number);
    if (!hasEnded(job.state) || job.isPinned) throw new Refusal('BAD_INPUT');
    this.jobs.delete(number);
  }

  pin(number: number, isPinned: boolean): void {
    this.#existing(number).isPinned = isPinned;
  }

  move(numbers: readonly number[], place: ModelPlace): void {
    for (const number of numbers) this.#existing(number);
    const moved = this.#line.filter((number) => numbers.includes(number));
    let rest = this.#line.filter((number) => !moved.includes(number));
    if (place === 'front') rest = [...moved, ...rest];
    else if (place === 'back') rest = [...rest, ...moved];
    else {
      if (this.#existing(place.before).state !== 'pending') throw new Refusal('BAD_INPUT');
      if (moved.includes(place.before)) throw new Refusal('BAD_INPUT');
      rest.splice(rest.indexOf(place.before), 0, ...moved);
    }
    this.#line = rest;
    for (const number of moved) this.#existing(number).isMoved = true;
  }

  prioritize(number: number, priority: Priority): void {
    const job = this.#waiting(number);
    job.priority = priority;
    job.isMoved = false;
    this.#leaveLine(number);
    this.#arrived.add(number);
  }

  schedule(number: number, startsIn: number | null): void {
    this.#waiting(number).notBefore = startsIn === null ? null : this.now + startsIn;
  }

  startable(): number {
    if (this.isPaused) return 0;
    return [...this.jobs.values()].filter(
      (job) =>
        job.state === 'pending' && blockedBy(job) === 0 && (job.notBefore === null || this.#isDue(job)),
    ).length;
  }

  nextDue(): number | null {
    const moments = [...this.jobs.values()].flatMap((job) =>
      job.state === 'pending' && blockedBy(job) === 0 && job.notBefore !== null ? [job.notBefore] : [],
    );
    return moments.length === 0 ? null : Math.min(...moments);
  }

  /**
   * Compares an order of the pending jobs with what the rules say of it: those that were there keep their order (Q8), and
   * those that nobody moved stand by moment of queueing less head start (Q7). Where a job comes in between moved ones is
   * not laid down, so the order given holds from then on.
   *
   * @param spread jobs that were moved apart to make room, whose places do not follow from their times any more
   * @returns what is wrong with it
   */
  adoptOrder(order: readonly number[], spread: ReadonlySet<number>): string | undefined {
    for (const number of spread) this.#existing(number).isMoved = true;
    const known = order.filter((number) => !this.#arrived.has(number));
    if (known.join() !== this.#line.join())
      return `Q8: ${known.join()} stands where ${this.#line.join()} did`;
    if (order.length !== this.#line.length + this.#arrived.size) return 'Q8: one is in the line twice';
    const unmoved = order.filter((number) => !this.#existing(number).isMoved);
    const sorted = unmoved.toSorted(
      (left, right) => this.#turnOf(left) - this.#turnOf(right) || left - right,
    );
    if (unmoved.join() !== sorted.join()) return `Q7: ${unmoved.join()} instead of ${sorted.join()}`;
    this.#line = [...order];
    this.#arrived.clear();
    return undefined;
  }

  #turnOf(number: number): number {
    const { queuedAt, priority } = this.#existing(number);
    return queuedAt - headStart[priority];
  }

  #isToRunAgain(job: ModelJob, force: boolean): boolean {
    return job.state === 'failed' || job.state === 'cancelled' || (force && job.state === 'completed');
  }

  #existing(number: number): ModelJob {
    const job = this.jobs.get(number);
    if (job === undefined) throw new Refusal('UNKNOWN_JOB');
    return job;
  }

  #waiting(number: number): ModelJob {
    const job = this.#existing(number);
    if (job.state !== 'pending') throw new Refusal('BAD_INPUT');
    return job;
  }

  /** The jobs that one is to wait for when it is run again: those that are gone have to have completed. */
  #stillAwaited(job: ModelJob): number[] {
    const isGone = (other: number): boolean => !this.jobs.has(other);
    if ([...job.after].some(([other, isMet]) => !isMet && isGone(other))) throw new Refusal('BAD_INPUT');
    return [...job.after.keys()].filter((other) => !isGone(other));
  }

  #newDependencies(number: number, after: readonly number[]): Map<number, boolean> {
    const found = new Map<number, boolean>();
    for (const other of after) {
      if (other === number || this.#waitsFor(other, number)) throw new Refusal('BAD_INPUT');
      const { state } = this.#existing(other);
      if (state === 'failed' || state === 'cancelled') throw new Refusal('BAD_INPUT');
      found.set(other, state === 'completed');
    }
    return found;
  }

  #waitsFor(number: number, other: number): boolean {
    for (const [next, isMet] of this.jobs.get(number)?.after ?? []) {
      if (!isMet && (next === other || this.#waitsFor(next, other))) return true;
    }
    return false;
  }

  #isDue({ state, notBefore, retries, after }: ModelJob): boolean {
    if (state !== 'pending' || notBefore === null || [...after.values()].includes(false)) return false;
    // No retry waits longer than the longest delay: beyond that the clock was set back.
    return notBefore <= this.now || (retries > 0 && notBefore > this.now + longestDelay);
  }

  /** Rule Q6: from nothing. */
  #enterAnew(number: number, job: ModelJob, notBefore: number | null): void {
    job.queuedAt = this.now;
    job.retries = 0;
    job.isMoved = false;
    this.#goBack(number, job, notBefore);
  }

  #goBack(number: number, job: ModelJob, notBefore: number | null): void {
    this.#clear(job);
    Object.assign(job, { state: 'pending', notBefore, fraction: 0 } satisfies Partial<ModelJob>);
    this.#arrived.add(number);
  }

  #start(number: number, lease: string, owner: string): void {
    const job = this.#existing(number);
    this.#leaveLine(number);
    const attempt = job.attempt + 1;
    Object.assign(job, {
      state: 'running',
      attempt,
      lease,
      owner,
      notBefore: null,
    } satisfies Partial<ModelJob>);
  }

  #complete(number: number, job: ModelJob): void {
    this.#clear(job);
    Object.assign(job, { state: 'completed', fraction: 1 } satisfies Partial<ModelJob>);
    for (const other of this.jobs.values()) if (other.after.has(number)) other.after.set(number, true);
  }

  /** Ends a job that will not complete, and those that wait for it. Rule Q10. */
  #giveUp(number: number, job: ModelJob, state: 'failed' | 'cancelled'): void {
    this.#leaveLine(number);
    this.#clear(job);
    Object.assign(job, { state, notBefore: null } satisfies Partial<ModelJob>);
    for (const [otherNumber, other] of this.jobs) {
      if (other.state === 'pending' && other.after.get(number) === false) {
        this.#giveUp(otherNumber, other, 'cancelled');
      }
    }
  }

  #clear(job: ModelJob): void {
    const cleared = { lease: null, owner: null, isCancelling: false, isStalled: false };
    Object.assign(job, cleared satisfies Partial<ModelJob>);
  }

  #leaveLine(number: number): void {
    this.#line = this.#line.filter((other) => other !== number);
    this.#arrived.delete(number);
  }

  #whileHeld(number: number, lease: string, change: (job: ModelJob) => unknown): boolean {
    const job = this.jobs.get(number);
    if (job === undefined || job.lease !== lease) return false;
    change(job);
    return true;
  }
}

/** How many jobs a pending one still waits for. */
export function blockedBy(job: ModelJob): number {
  return job.state === 'pending' ? [...job.after.values()].filter((isMet) => !isMet).length : 0;
}

const newJob: Omit<ModelJob, 'after'> = {
  state: 'pending',
  priority: 'normal',
  queuedAt: 0,
  attempt: 0,
  retries: 0,
  maxRetries: 0,
  lease: null,
  owner: null,
  notBefore: null,
  group: null,
  fraction: 0,
  beat: 0,
  isCancelling: false,
  isStalled: false,
  isPinned: false,
  isMoved: false,
};
