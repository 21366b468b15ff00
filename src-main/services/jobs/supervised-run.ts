import type { ErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import type { Progress } from '../../../src-core/job/progress.ts';
import {
  workerProtocolVersion,
  type ArtifactFile,
  type JobAssignment,
  type LogLevel,
  type LogOrigin,
  type WorkerToMain,
} from '../../../src-core/job/worker-protocol.ts';
import type { ProcessExit } from '../processes/process-spawner.ts';
import type { Clock } from './clock.ts';
import type { JobWorkerProcess } from './job-worker-process.ts';
import type { ProcessTree } from './process-tree.ts';

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
  onProgress(progress: Progress): void;
  onLog(level: LogLevel, origin: LogOrigin, message: string): void;
}

export const supervisionTimes = {
  /** How often control, time and liveness are looked at. */
  tickMilliseconds: 500,
  memoryMilliseconds: 2000,
  /** How long a worker may be silent beyond the longest call of user code. */
  silenceMilliseconds: 15_000,
  /** How long a worker has to obey a cancel, and to leave after its last word. */
  cancelGraceMilliseconds: 5000,
  exitGraceMilliseconds: 500,
} as const;

const bytesPerMebibyte = 1024 * 1024;

/**
 * Drives one worker through one job and sees to it that both come to an end, whatever the worker does. `finished` never
 * rejects; by the time it resolves the worker's processes are gone.
 */
export class SupervisedRun {
  readonly finished: Promise<RunOutcome>;
  /** What {@link finished} will be, as soon as that is certain: the worker's processes may still be leaving. */
  readonly decided: Promise<RunOutcome>;
  readonly #clock: Clock;
  readonly #tree: ProcessTree;
  readonly #worker: JobWorkerProcess;
  readonly #supervision: Supervision;
  readonly #resolve: (outcome: RunOutcome) => void;
  readonly #resolveDecided: (outcome: RunOutcome) => void;
  readonly #startedAt: number;
  #heardAt: number;
  #memoryReadAt: number;
  #peakMemoryBytes = 0;
  #cancelSentAt: number | undefined;
  #greeted = false;
  #progress: Progress | undefined;
  #childPids: readonly number[] = [];
  #exited = false;
  #outcome: RunOutcome | undefined;
  #cancelTimer: () => void;

  constructor(clock: Clock, tree: ProcessTree, worker: JobWorkerProcess, supervision: Supervision) {
    this.#clock = clock;
    this.#tree = tree;
    this.#worker = worker;
    this.#supervision = supervision;
    const finished = Promise.withResolvers<RunOutcome>();
    this.finished = finished.promise;
    this.#resolve = finished.resolve;
    const decided = Promise.withResolvers<RunOutcome>();
    this.decided = decided.promise;
    this.#resolveDecided = decided.resolve;
    this.#startedAt = clock.monotonicMilliseconds();
    this.#heardAt = this.#startedAt;
    this.#memoryReadAt = this.#startedAt;
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
    return this.#peakMemoryBytes;
  }

  /** Looks at control at once instead of at the next tick. */
  nudge(): void {
    if (this.#outcome === undefined) this.#obeyControl();
  }

  #hear(message: WorkerToMain): void {
    if (message.type === 'hello') {
      this.#greeted = true;
      this.#heardAt = this.#clock.monotonicMilliseconds();
      if (message.protocol !== workerProtocolVersion) {
        this.#fail(
          'INTERNAL',
          `The worker speaks protocol ${message.protocol}, not ${workerProtocolVersion}.`,
        );
      }
      return;
    }
    if (message.leaseId !== this.#supervision.assignment.leaseId || this.#outcome !== undefined) return;
    this.#heardAt = this.#clock.monotonicMilliseconds();
    switch (message.type) {
      case 'progress':
        this.#hearProgress(message.progress);
        return;
      case 'heartbeat':
        this.#childPids = message.childPids;
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
    this.#progress = { ...progress, fraction: Math.max(progress.fraction, this.#progress?.fraction ?? 0) };
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
    const now = this.#clock.monotonicMilliseconds();
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
    const now = this.#clock.monotonicMilliseconds();
    const { timeoutSeconds, assignment } = this.#supervision;
    const { callTimeoutSeconds } = assignment.limits;
    if (now - this.#startedAt >= timeoutSeconds * 1000) {
      this.#fail(
        'TIMEOUT',
        `The job was stopped at its limit of ${timeoutSeconds} s, ${this.#where()}. ` +
          'Raise "timeout_seconds", or shorten the range.',
        { timeout_seconds: timeoutSeconds, fraction: this.#progress?.fraction ?? 0 },
      );
      return;
    }
    const silence = now - this.#heardAt;
    if (silence >= callTimeoutSeconds * 1000 + supervisionTimes.silenceMilliseconds) {
      this.#failSilent(Math.round(silence / 1000), callTimeoutSeconds);
      return;
    }
    if (now - this.#memoryReadAt >= supervisionTimes.memoryMilliseconds) this.#watchMemory(0);
  }

  /** Whether silence is the model's doing shows in the phase: only while simulating and scoring does its code run. */
  #failSilent(silentSeconds: number, callTimeoutSeconds: number): void {
    const details = { silent_seconds: silentSeconds, call_timeout_seconds: callTimeoutSeconds };
    if (!this.#greeted) {
      this.#fail('WORKER_CRASHED', `The worker process did not start within ${silentSeconds} s.`, details);
    } else if (this.#progress === undefined || ['simulating', 'scoring'].includes(this.#progress.phase)) {
      this.#fail(
        'MODEL_HUNG',
        `The model did not answer for ${silentSeconds} s, ${this.#where()}; one call may take ${callTimeoutSeconds} s. ` +
          'Look for an endless loop, or raise "model.call_timeout_seconds".',
        details,
      );
    } else {
      this.#fail(
        'WORKER_CRASHED',
        `The worker was silent for ${silentSeconds} s, ${this.#where()}.`,
        details,
      );
    }
  }

  #watchMemory(reportedBytes: number): void {
    this.#memoryReadAt = this.#clock.monotonicMilliseconds();
    void this.#readMemory(reportedBytes).then((bytes) => {
      const limit = this.#supervision.assignment.limits.memoryMb;
      const used = Math.round(bytes / bytesPerMebibyte);
      this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes, bytes);
      if (used <= limit || this.#outcome !== undefined) return;
      this.#fail(
        'OUT_OF_MEMORY',
        `The job used ${used} MiB, more than its limit of ${limit} MiB, and was stopped, ${this.#where()}. ` +
          'Raise "memory_limit_mb", or let the model keep less.',
        { used_mb: used, limit_mb: limit },
      );
    });
  }

  async #readMemory(reportedBytes: number): Promise<number> {
    const pids = await this.#familyPids();
    const measured = await this.#tree.residentBytes(pids).catch(() => 0);
    return Math.max(reportedBytes, measured);
  }

  /** The worker and every process that it is known to have started. */
  async #familyPids(): Promise<number[]> {
    const pid = this.#worker.pid;
    if (pid === undefined) return [];
    const descendants = await this.#tree.descendants(pid).catch(() => []);
    // Kept for the moment when the worker is gone and its children can no longer be found through it.
    this.#childPids = [...new Set([...this.#childPids, ...descendants])];
    return [pid, ...this.#childPids];
  }

  #exit(exit: ProcessExit): void {
    this.#exited = true;
    this.#cancelTimer();
    if (this.#outcome !== undefined) {
      this.#resolve(this.#outcome);
      return;
    }
    // Its own children may run on without it.
    this.#tree.kill(this.#childPids);
    if (this.#cancelSentAt !== undefined) {
      this.#settle({ state: 'cancelled' });
      return;
    }
    const how =
      exit.signal !== null
        ? `was ended by ${exit.signal}`
        : exit.code === null
          ? 'could not be started'
          : `ended with exit code ${exit.code}`;
    const output = this.#worker.lastOutput;
    this.#settle({
      state: 'failed',
      error: {
        code: exit.outOfMemory === true ? 'OUT_OF_MEMORY' : 'WORKER_CRASHED',
        message:
          `The worker process ${how} without a result, ${this.#where()}.` +
          (exit.signal === 'SIGKILL' || exit.outOfMemory === true
            ? ' The system may have run out of memory.'
            : '') +
          (output === '' ? '' : ` It last said: ${output.split('\n').slice(-3).join(' / ')}`),
        details: { exit_code: exit.code, signal: exit.signal, last_output: output },
      },
    });
  }

  #fail(code: ErrorEnvelope['code'], message: string, details: Record<string, unknown> = {}): void {
    this.#end({ state: 'failed', error: { code, message, details } });
  }

  /** Decides the outcome and ends the worker with everything it started. */
  #end(outcome: RunOutcome): void {
    if (this.#outcome !== undefined) return;
    this.#decide(outcome);
    void this.#familyPids().then((pids) => {
      this.#tree.kill(pids.slice(1));
      if (!this.#exited) this.#worker.kill();
    });
    this.#stopWaitingForExit();
  }

  /** Decides the outcome and lets the worker leave by itself, for a while. */
  #leave(outcome: RunOutcome): void {
    this.#decide(outcome);
    this.#cancelTimer = this.#clock.after(supervisionTimes.exitGraceMilliseconds, () => {
      void this.#familyPids().then((pids) => {
        this.#tree.kill(pids.slice(1));
        this.#worker.kill();
      });
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

  #settle(outcome: RunOutcome): void {
    this.#decide(outcome);
    this.#resolve(outcome);
  }

  #where(): string {
    if (this.#progress === undefined) return 'before it made any progress';
    const { phase, fraction, current_date: date } = this.#progress;
    return `while ${phase} at ${Math.floor(fraction * 100)} %${date === null ? '' : ` (${date})`}`;
  }
}
