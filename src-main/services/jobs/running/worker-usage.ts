import type { Clock } from '../clock.ts';
import type { ProcessTree } from './process-tree.ts';

/** What a worker uses together with the processes that it started; null where it cannot be measured. */
export interface WorkerUsage {
  readonly residentBytes: number | null;
  /** Since the last measurement: 100 is one core. */
  readonly cpuPercent: number | null;
}

export const unmeasured: WorkerUsage = { residentBytes: null, cpuPercent: null };

/** Measures one worker again and again. */
export class WorkerUsageMeter {
  readonly #tree: ProcessTree;
  readonly #clock: Clock;
  #measuredAt: number;
  #secondsBefore: ReadonlyMap<number, number> = new Map();

  constructor(tree: ProcessTree, clock: Clock) {
    this.#tree = tree;
    this.#clock = clock;
    this.#measuredAt = clock.monotonicMilliseconds();
  }

  /** @param pid of the worker; undefined as long as it has none */
  async measure(pid: number | undefined): Promise<WorkerUsage> {
    if (pid === undefined) return unmeasured;
    const usage = await this.#tree.usage([pid, ...(await this.#tree.descendants(pid))]);
    if (usage.size === 0) return unmeasured;
    const now = this.#clock.monotonicMilliseconds();
    const elapsedSeconds = (now - this.#measuredAt) / 1000;
    let residentBytes = 0;
    let usedSeconds = 0;
    for (const [each, { residentBytes: bytes, processorSeconds }] of usage) {
      residentBytes += bytes;
      usedSeconds += processorSeconds - (this.#secondsBefore.get(each) ?? 0);
    }
    this.#measuredAt = now;
    this.#secondsBefore = new Map([...usage].map(([each, { processorSeconds }]) => [each, processorSeconds]));
    return { residentBytes, cpuPercent: elapsedSeconds > 0 ? (usedSeconds / elapsedSeconds) * 100 : null };
  }
}
