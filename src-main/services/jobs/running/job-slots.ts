import type { Slot } from '../../../../src-core/api/job-row.ts';
import type { Clock } from '../clock.ts';
import type { RunChoice } from './job-runner.ts';
import type { JobRecord } from '../store/job-record.ts';
import type { JobWorkerProcess } from './job-worker-process.ts';
import type { ProcessTree } from './process-tree.ts';
import { unmeasured, WorkerUsageMeter, type WorkerUsage } from './worker-usage.ts';

/** How often running workers are measured. */
const measureMilliseconds = 2000;
/** After something went wrong with the queue itself, such as a full disk, the next try waits this long. */
const restMilliseconds = 5000;
/** How often it is looked whether a job that was held back can start. */
const lookAgainMilliseconds = 5000;
/** How often at least it is looked whether the moment of a scheduled job has come. */
const longestDueMilliseconds = 30_000;

export interface JobSlotsParts {
  readonly clock: Clock;
  readonly tree: ProcessTree;
  /** Jobs that run at the same time. */
  readonly count: number;
  /** How many jobs could start now. */
  readonly startable: () => number;
  /** When the next of those that wait for a moment may start; null when none does. */
  readonly nextDue: () => Date | null;
  /** Whether a job that could start was held back, for a reason that may pass without any news of the queue. */
  readonly isHeldBack: () => boolean;
  /** Takes the next job and runs it to its end; undefined when there was none. */
  readonly runNext: (choice: RunChoice) => Promise<JobRecord | undefined>;
  readonly onSlots: (slots: Slot[]) => void;
  /** Hears of what went wrong with the queue itself, not with a job. */
  readonly onTrouble: (thrown: unknown) => void;
}

/** A slot that is taken, or that is about to take a job. */
interface Occupied {
  run: Promise<void>;
  job: { readonly jobId: string; readonly worker: JobWorkerProcess; readonly meter: WorkerUsageMeter } | null;
  usage: WorkerUsage;
  /** Whether there was news of the queue while it was about to take a job. */
  wasWoken: boolean;
}

/** Keeps as many jobs running as there are slots. Sleeps until it is woken. */
export class JobSlots {
  readonly #parts: JobSlotsParts;
  readonly #occupied = new Map<number, Occupied>();
  #count: number;
  #isHalted = false;
  #cancelRest: (() => void) | undefined;
  #cancelMeasuring: (() => void) | undefined;
  #cancelDue: (() => void) | undefined;
  #cancelLook: (() => void) | undefined;

  constructor(parts: JobSlotsParts) {
    this.#parts = parts;
    this.#count = parts.count;
  }

  /** Starts pending jobs as far as there are slots. Call it whenever the queue has changed. */
  wake(): void {
    const starting = [...this.#occupied.values()].filter((slot) => slot.job === null);
    for (const slot of starting) slot.wasWoken = true;
    if (this.#isHalted || this.#cancelRest !== undefined) return;
    this.#wakeWhenDue();
    let toStart = this.#parts.startable() - starting.length;
    for (let index = 0; index < this.#count && toStart > 0; index++) {
      if (this.#occupied.has(index)) continue;
      this.#start(index);
      toStart--;
    }
  }

  /** Changes how many jobs run at the same time; those that run beyond that run to their end. */
  setCount(count: number): void {
    if (count === this.#count) return;
    this.#count = count;
    this.#tell();
    this.wake();
  }

  now(): Slot[] {
    const last = Math.max(this.#count - 1, ...this.#jobsByIndex().map(([index]) => index));
    return Array.from({ length: last + 1 }, (_, index) => {
      const slot = this.#occupied.get(index);
      return { index, jobId: slot?.job?.jobId ?? null, ...(slot?.usage ?? unmeasured) };
    });
  }

  /** The jobs that run in slots. */
  jobIds(): string[] {
    return this.#jobsByIndex().map(([, jobId]) => jobId);
  }

  /** Starts nothing more; what runs goes on. */
  halt(): void {
    this.#isHalted = true;
    this.#cancelRest?.();
    this.#cancelDue?.();
    this.#cancelLook?.();
  }

  /** Resolves when nothing runs any more; call {@link halt} first. */
  async settled(): Promise<void> {
    await Promise.all([...this.#occupied.values()].map((slot) => slot.run));
    this.#cancelMeasuring?.();
  }

  #wakeWhenDue(): void {
    this.#cancelDue?.();
    this.#cancelDue = undefined;
    const { clock, nextDue } = this.#parts;
    const due = nextDue();
    if (due === null) return;
    const wait = Math.max(0, due.getTime() - clock.now().getTime());
    // Looked at again now and then: the wall clock may be set, and the machine may sleep.
    this.#cancelDue = clock.after(Math.min(wait + 1, longestDueMilliseconds), () => this.wake());
  }

  #jobsByIndex(): [number, string][] {
    return [...this.#occupied].flatMap(([index, { job }]) => (job === null ? [] : [[index, job.jobId]]));
  }

  #start(index: number): void {
    const slot: Occupied = { run: Promise.resolve(), job: null, usage: unmeasured, wasWoken: false };
    this.#occupied.set(index, slot);
    slot.run = this.#run(index, slot);
  }

  async #run(index: number, slot: Occupied): Promise<void> {
    const { runNext, onTrouble, tree, clock } = this.#parts;
    let hasRun = false;
    try {
      const ended = await runNext({
        onClaim: ({ jobId }, worker) => {
          slot.job = { jobId, worker, meter: new WorkerUsageMeter(tree, clock) };
          this.#tell();
          this.#measureLater();
          // Until now this slot counted as about to take a job that is no longer pending.
          this.wake();
        },
      });
      hasRun = ended !== undefined;
    } catch (thrown) {
      onTrouble(thrown);
      this.#rest();
    }
    this.#occupied.delete(index);
    if (slot.job !== null) this.#tell();
    // A slot that found nothing looks again only when there was news: what is pending may be out of its reach.
    if (hasRun || slot.wasWoken) this.wake();
    else if (this.#parts.isHeldBack()) this.#lookAgain();
  }

  #lookAgain(): void {
    if (this.#isHalted) return;
    this.#cancelLook ??= this.#parts.clock.after(lookAgainMilliseconds, () => {
      this.#cancelLook = undefined;
      this.wake();
    });
  }

  #rest(): void {
    if (this.#isHalted || this.#cancelRest !== undefined) return;
    const cancel = this.#parts.clock.after(restMilliseconds, () => {
      this.#cancelRest = undefined;
      this.wake();
    });
    this.#cancelRest = cancel;
  }

  #measureLater(): void {
    this.#cancelMeasuring ??= this.#parts.clock.after(measureMilliseconds, () => {
      void this.#measure().finally(() => {
        this.#cancelMeasuring = undefined;
        if (this.jobIds().length > 0) this.#measureLater();
      });
    });
  }

  async #measure(): Promise<void> {
    const measured = [...this.#occupied.values()].flatMap((slot) =>
      slot.job === null ? [] : [{ slot, usage: usageOf(slot.job) }],
    );
    if (measured.length === 0) return;
    const usages = await Promise.all(measured.map(({ usage }) => usage));
    for (const [index, { slot }] of measured.entries()) slot.usage = usages[index] ?? unmeasured;
    this.#tell();
  }

  #tell(): void {
    this.#parts.onSlots(this.now());
  }
}

function usageOf({ meter, worker }: NonNullable<Occupied['job']>): Promise<WorkerUsage> {
  return meter.measure(worker.pid).catch(() => unmeasured);
}
