import type { ErrorEnvelope } from '../../../../src-core/errors/hindcast-error.ts';
import { bytesPerMebibyte } from '../../../../src-core/job/memory-limit.ts';
import { largestUnfinished, percentDone } from '../../../../src-core/job/percent-done.ts';
import type { Progress } from '../../../../src-core/job/progress.ts';
import {
  workerProtocolVersion,
  type ArtifactFile,
  type JobAssignment,
  type LogLevel,
  type LogOrigin,
  type WorkerToMain,
} from '../../../../src-core/job/worker-protocol.ts';
import { AwakeTime } from '../../../../src-core/time/awake-time.ts';
import type { ProcessExit } from '../../processes/process-spawner.ts';
import type { Clock } from '../clock.ts';
import type { JobWorkerProcess } from './job-worker-process.ts';
import type { ProcessTree } from './process-tree.ts';
import { SilenceWatch, type SilenceNews } from './silence-watch.ts';
import { explainCrash } from './worker-crash.ts';
import { WorkerFamily } from './worker-family.ts';

/** How a worker's life with a job ended. `abandoned`: the job now belongs to someone else, nothing may be written. */
export type RunOutcome =
  | { state: 'completed'; warnings: string[]; artifacts: ArtifactFile[] }
  | { state: 'failed'; error: ErrorEnvelope }
  | { state: 'cancelled' }
  | { state: 'abandoned' };

export interface Supervision {
  readonly assignment: JobAssignment;
  readonly timeoutSeconds: number;
  /** Asked twice a second: may the job go on? */
  control(): 'continue' | 'cancel' | 'abandon';
  /** The worker has started, as this process; some shells learn it only then. */
  onGreeting(pid: number): void;
  onProgress(progress: Progress): void;
  /** The worker has been silent for a while; it is given up if it stays so. */
  onStalled(silentSeconds: number): void;
  /** A worker that was silent was heard again. */
  onHeard(): void;
  onLog(level: LogLevel, origin: LogOrigin, message: string): void;
}

const supervisionTimes = {
  /** How often control, time and liveness are looked at. */
  tickMilliseconds: 500,
  /** What counts at most from one look to the next: more passes only while this process does not run. */
  longestTickMilliseconds: 2000,
  memoryMilliseconds: 2000,
  /** How long a worker has to obey a cancel. */
  cancelGraceMilliseconds: 5000,
  /** How long it has to leave after its last word, or to be gone after it was killed. */
  exitGraceMilliseconds: 500,
} as const;

/**
 * Drives one worker through one job and sees to it that both come to an end, whatever the worker does. `finished` never
 * rejects; by the time it resolves the worker's processes are gone.
 */
export class SupervisedRun {
  readonly finished: Promise<RunOutcome>;
  /** What {@link finished} will be, as soon as that is certain: the worker's processes may still be leaving. */
  readonly decided: Promise<RunOutcome>;
  readonly #clock: Clock;
  /** Everything here is measured by it: time in which this process stood still is nobody's fault. */
  readonly #time: AwakeTime;
  readonly #silence = new SilenceWatch();
  readonly #family: WorkerFamily;
  readonly #worker: JobWorkerProcess;
  readonly #supervision: Supervision;
  readonly #resolve: (outcome: RunOutcome) => void;
  readonly #resolveDecided: (outcome: RunOutcome) => void;
  #memoryReadAt = 0;
  #cancelSentAt: number | undefined;
  #greeted = false;
  #progress: Progress | undefined;
  #outcome: RunOutcome | undefined;
  #cancelTimer: () => void;

  constructor(clock: Clock, tree: ProcessTree, worker: JobWorkerProcess, supervision: Supervision) {
    this.#clock = clock;
    this.#time = new AwakeTime(() => clock.monotonicMilliseconds(), supervisionTimes.longestTickMilliseconds);
    this.#family = new WorkerFamily(tree, worker, supervision.assignment.leaseId);
    this.#worker = worker;
    this.#supervision = supervision;
    const finished = Promise.withResolvers<RunOutcome>();
    this.finished = finished.promise;
    this.#resolve = finished.resolve;
    const decided = Promise.withResolvers<RunOutcome>();
    this.decided = decided.promise;
    this.#resolveDecided = decided.resolve;
    this.#cancelTimer = clock.after(supervisionTimes.tickMilliseconds, () => this.#tick());
    worker.send({ type: 'start', assignment: supervision.assignment });
    worker.listen({
      onMessage: (message) => this.#hear(message),
      onOutput: (text) => supervision.onLog('info', 'model', text),
      onExit: (exit) => this.#exit(exit),
    });
  }

  /** The most memory that the worker and its processes were seen to use together. */
  get peakMemoryBytes(): number {
    return this.#family.peakBytes;
  }

  /** Looks at control at once instead of at the next tick. */
  nudge(): void {
    if (this.#outcome === undefined) this.#obeyControl();
  }

  #hear(message: WorkerToMain): void {
    if (message.type === 'hello') {
      this.#greeted = true;
      this.#supervision.onGreeting(message.pid);
      this.#tellOfSilence(this.#silence.hear(this.#time.read()));
      if (message.protocol !== workerProtocolVersion) {
        this.#fail(
          'INTERNAL',
          `The worker speaks protocol ${message.protocol}, not ${workerProtocolVersion}.`,
        );
      }
      return;
    }
    if (message.leaseId !== this.#supervision.assignment.leaseId || this.#outcome !== undefined) return;
    this.#tellOfSilence(this.#silence.hear(this.#time.read()));
    switch (message.type) {
      case 'progress':
        this.#hearProgress(message.progress);
        return;
      case 'heartbeat':
        this.#family.add(message.childPids);
        this.#watchMemory(message.residentBytes);
        return;
      case 'log':
        this.#supervision.onLog(message.level, message.origin, message.message);
        return;
      case 'completed':
        // A cancel that was asked for is kept, even when the worker was faster.
        if (this.#cancelSentAt !== undefined) this.#leave({ state: 'cancelled' });
        else this.#leave({ state: 'completed', warnings: message.warnings, artifacts: message.artifacts });
        return;
      case 'failed':
        if (this.#cancelSentAt !== undefined) this.#leave({ state: 'cancelled' });
        else this.#leave({ state: 'failed', error: message.error });
        return;
      case 'cancelled':
        this.#leave(
          this.#cancelSentAt === undefined
            ? {
                state: 'failed',
                error: { code: 'INTERNAL', message: 'The worker stopped without being asked to.' },
              }
            : { state: 'cancelled' },
        );
    }
  }

  #hearProgress(progress: Progress): void {
    const fraction = Math.min(largestUnfinished, Math.max(progress.fraction, this.#progress?.fraction ?? 0));
    this.#progress = { ...progress, fraction };
    this.#supervision.onProgress(this.#progress);
  }

  #tick(): void {
    if (this.#outcome !== undefined) return;
    this.#cancelTimer = this.#clock.after(supervisionTimes.tickMilliseconds, () => this.#tick());
    this.#obeyControl();
    this.#watchTime();
  }

  #obeyControl(): void {
    const control = this.#supervision.control();
    const now = this.#time.read();
    if (control === 'abandon') {
      this.#end({ state: 'abandoned' });
    } else if (this.#cancelSentAt !== undefined) {
      if (now - this.#cancelSentAt >= supervisionTimes.cancelGraceMilliseconds)
        this.#end({ state: 'cancelled' });
    } else if (control === 'cancel') {
      this.#cancelSentAt = now;
      this.#worker.send({ type: 'cancel' });
    }
  }

  #watchTime(): void {
    if (this.#outcome !== undefined) return;
    const now = this.#time.read();
    const { timeoutSeconds } = this.#supervision;
    if (now >= timeoutSeconds * 1000) {
      this.#fail(
        'TIMEOUT',
        `The job ran for ${Math.floor(now / 1000)} s and was stopped at its limit of ${timeoutSeconds} s, ` +
          `${this.#where()}. Raise "timeout_seconds", or shorten the range.`,
        {
          timeout_seconds: timeoutSeconds,
          ran_seconds: Math.floor(now / 1000),
          fraction: this.#progress?.fraction ?? 0,
        },
      );
      return;
    }
    this.#tellOfSilence(this.#silence.look(now));
    if (now - this.#memoryReadAt >= supervisionTimes.memoryMilliseconds) this.#watchMemory(0);
  }

  #tellOfSilence(news: SilenceNews): void {
    const seconds = Math.floor(this.#silence.silence(this.#time.read()) / 1000);
    if (news === 'stalled') this.#supervision.onStalled(seconds);
    else if (news === 'heard') this.#supervision.onHeard();
    else if (news === 'lost') {
      this.#fail(
        'WORKER_CRASHED',
        this.#greeted
          ? `The worker was silent for ${seconds} s, ${this.#where()}.`
          : `The worker process did not start within ${seconds} s.`,
        { silent_seconds: seconds },
      );
    }
  }

  #watchMemory(reportedBytes: number): void {
    this.#memoryReadAt = this.#time.read();
    void this.#family.measure(reportedBytes).then((bytes) => {
      const limit = this.#supervision.assignment.limits.memoryMb;
      const used = Math.ceil(bytes / bytesPerMebibyte);
      if (bytes <= limit * bytesPerMebibyte || this.#outcome !== undefined) return;
      this.#fail(
        'OUT_OF_MEMORY',
        `The job used ${used} MiB, more than its limit of ${limit} MiB, and was stopped, ${this.#where()}. ` +
          'Raise "memory_limit_mb", or let the model keep less.',
        { used_mb: used, limit_mb: limit },
      );
    });
  }

  #exit(exit: ProcessExit): void {
    this.#cancelTimer();
    const outcome: RunOutcome =
      this.#outcome ??
      (this.#cancelSentAt === undefined
        ? { state: 'failed', error: explainCrash(exit, this.#where(), this.#worker.lastOutput) }
        : { state: 'cancelled' });
    if (this.#outcome === undefined) this.#decide(outcome);
    // What it has started may run on without it.
    void this.#family.killOrphans().then(() => this.#resolve(outcome));
  }

  #fail(code: ErrorEnvelope['code'], message: string, details: Record<string, unknown> = {}): void {
    this.#end({ state: 'failed', error: { code, message, details } });
  }

  /** Decides the outcome and ends the worker with everything it started. */
  #end(outcome: RunOutcome): void {
    if (this.#outcome !== undefined) return;
    this.#decide(outcome);
    void this.#family.kill();
    this.#stopWaitingForExit();
  }

  /** Decides the outcome and lets the worker leave by itself, for a while. */
  #leave(outcome: RunOutcome): void {
    this.#decide(outcome);
    this.#cancelTimer = this.#clock.after(supervisionTimes.exitGraceMilliseconds, () => {
      void this.#family.kill();
      this.#stopWaitingForExit();
    });
  }

  /** A process that does not even die by SIGKILL hangs in the kernel; nothing is gained by waiting for it. */
  #stopWaitingForExit(): void {
    this.#cancelTimer = this.#clock.after(supervisionTimes.exitGraceMilliseconds, () => {
      if (this.#outcome !== undefined) this.#resolve(this.#outcome);
    });
    void this.finished.then(() => this.#cancelTimer());
  }

  #decide(outcome: RunOutcome): void {
    this.#cancelTimer();
    this.#outcome = outcome;
    this.#resolveDecided(outcome);
  }

  #where(): string {
    if (this.#progress === undefined) return 'before it made any progress';
    const { phase, fraction, current_date: date } = this.#progress;
    return `while ${phase} at ${percentDone(fraction)} %${date === null ? '' : ` (${date})`}`;
  }
}
