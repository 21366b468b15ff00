import { leaseVariable } from '../../../../src-core/job/worker-protocol.ts';
import type { JobWorkerProcess } from './job-worker-process.ts';
import type { ProcessTree } from './process-tree.ts';

/** The worker of a job with every process that it started: what they use together, and their end. Rules Q16 and Q17. */
export class WorkerFamily {
  readonly #tree: ProcessTree;
  readonly #worker: JobWorkerProcess;
  readonly #leaseId: string;
  /** Kept for the moment when the worker is gone and its children can no longer be found through it. */
  #childPids: ReadonlySet<number> = new Set();
  #peakBytes = 0;

  constructor(tree: ProcessTree, worker: JobWorkerProcess, leaseId: string) {
    this.#tree = tree;
    this.#worker = worker;
    this.#leaseId = leaseId;
  }

  /** The most memory that was measured. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** Takes the worker's word for what it has started. */
  add(childPids: readonly number[]): void {
    this.#childPids = new Set([...this.#childPids, ...childPids]);
  }

  /**
   * Measures the memory that all of them use now.
   *
   * @param reportedBytes what the worker says of itself, for systems that do not tell
   */
  async measure(reportedBytes: number): Promise<number> {
    // The pid of one that is gone may soon be another process's.
    this.#childPids = new Set(this.#tree.living([...this.#childPids]));
    const measured = await this.#tree.residentBytes(await this.#pids()).catch(() => 0);
    const bytes = Math.max(reportedBytes, measured);
    this.#peakBytes = Math.max(this.#peakBytes, bytes);
    return bytes;
  }

  /** Ends all of them at once. */
  async kill(): Promise<void> {
    await this.#pids();
    await this.killOrphans();
    this.#worker.kill();
  }

  /** Ends what the worker has left when it is gone, also what a model has detached from it. */
  async killOrphans(): Promise<void> {
    this.#tree.kill([...this.#childPids]);
    this.#tree.kill(await this.#tree.startedWith(leaseVariable, this.#leaseId));
  }

  async #pids(): Promise<number[]> {
    const { pid } = this.#worker;
    if (pid === undefined) return [];
    this.add(await this.#tree.descendants(pid).catch(() => []));
    return [pid, ...this.#childPids];
  }
}
