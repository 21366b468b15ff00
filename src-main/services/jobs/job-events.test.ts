import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ApiEvent, NumberedEvent } from '../../../src-core/api/events.ts';
import type { JobRow, Slot } from '../../../src-core/api/job-row.ts';
import { actOnJobs } from './upkeep/bulk-action.ts';
import { removeJobs } from './upkeep/job-removal.ts';
import { retryJobs } from './submission/job-retry.ts';
import { settled } from './testing/fake-clock.ts';
import { progressAt, type FakeWorker } from './testing/fake-worker.ts';
import { JobBench, removal, type QueueBench } from './testing/job-bench.ts';

/** What a screen knows: a snapshot, and what the events since have changed in it. */
interface Picture {
  seq: number;
  jobs: Map<string, JobRow>;
  slots: readonly Slot[];
  /** What a screen could make no sense of; thrown later, not into the queue that tells it. */
  readonly faults: string[];
}

function snapshotOf({ queue, hub }: QueueBench): Picture {
  const jobs = new Map(queue.jobRows().map((row) => [row.jobId, row]));
  return { jobs, slots: queue.slotsNow(), seq: hub.seq, faults: [] };
}

function apply(picture: Picture, { seq, event }: NumberedEvent): void {
  if (seq !== picture.seq + 1) picture.faults.push(`event ${seq} after ${picture.seq}`);
  picture.seq = seq;
  applyEvent(picture, event);
}

function applyEvent(picture: Picture, event: ApiEvent): void {
  if (event.type === 'job') picture.jobs.set(event.job.jobId, event.job);
  if (event.type === 'job_removed') picture.jobs.delete(event.jobId);
  if (event.type === 'slots') picture.slots = event.slots;
  if (event.type === 'progress') {
    const job = picture.jobs.get(event.jobId);
    if (job?.state !== 'running') picture.faults.push(`progress of a job that is ${job?.state}`);
    if (job !== undefined) picture.jobs.set(event.jobId, { ...job, progress: event.progress });
  }
}

const who = fc.constantFrom('here' as const, 'elsewhere' as const);
const job = fc.nat({ max: 4 });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('submit' as const), job, who }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('complete' as const, 'fail' as const, 'crash' as const, 'progress' as const),
      at: fc.double({ min: 0, max: 0.99, noNaN: true }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('cancel' as const, 'remove' as const, 'retry' as const, 'annotate' as const),
      job,
      who,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('run elsewhere' as const), job }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('slots' as const), count: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), milliseconds: fc.nat({ max: 2500 }) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

class History {
  readonly bench: JobBench;
  readonly opened: QueueBench;
  readonly #ids = new Map<number, string>();

  constructor(bench: JobBench, opened: QueueBench) {
    this.bench = bench;
    this.opened = opened;
  }

  async do(action: Step): Promise<void> {
    const { bench, opened } = this;
    switch (action.do) {
      case 'submit': {
        const service = action.who === 'here' ? opened.queue.service : bench.service;
        const name = `job ${action.job}`;
        this.#ids.set(action.job, (await service.submit(bench.request({ spec: { name } }))).job.jobId);
        return;
      }
      case 'wait':
        return bench.clock.advance(action.milliseconds);
      case 'slots':
        return opened.queue.setSlots(action.count);
      case 'run elsewhere':
        return this.#runElsewhere(this.#idOf(action.job));
      case 'cancel':
      case 'remove':
      case 'retry':
      case 'annotate':
        return this.#command(action.do, action.who, this.#idOf(action.job));
      default:
        return this.#worker(action.do, action.at);
    }
  }

  #idOf(number: number): string {
    return this.#ids.get(number) ?? number.toString().padStart(32, '0');
  }

  async #command(
    name: 'cancel' | 'remove' | 'retry' | 'annotate',
    by: 'here' | 'elsewhere',
    jobId: string,
  ): Promise<void> {
    const { bench, opened } = this;
    const { queue } = opened;
    const store = by === 'here' ? queue.store : bench.store;
    const parts = { store, onTrouble: (thrown: unknown) => opened.troubles.push(thrown) };
    if (name === 'remove') await removeJobs(bench.home, parts, [jobId], removal);
    if (name === 'retry') await retryJobs(parts, queue.parts.pinner, [jobId], 'ada');
    if (name === 'annotate')
      await actOnJobs(parts, [jobId], (id) => store.annotate(id, { notes: by }, 'ada'));
    if (name === 'cancel') {
      const service = by === 'here' ? queue.service : bench.service;
      await actOnJobs(parts, [jobId], (id) => void service.cancel(id, 'ada'));
    }
  }

  /** Another process takes the job, gets somewhere, and fails. */
  async #runElsewhere(jobId: string): Promise<void> {
    const { store, clock } = this.bench;
    const lease = { jobId, leaseId: `elsewhere ${clock.monotonicMilliseconds()}` };
    if (store.attempts.claim({ ...lease, ownerProcess: `${process.pid}@` }) === undefined) return;
    store.attempts.markProgress(lease, { ...progressAt(0.3), message: 'elsewhere' });
    await clock.advance(1100);
    store.attempts.fail(lease, { code: 'MODEL_FAILED', message: 'elsewhere' });
  }

  /** Does something to a worker that runs a job, if there is one. */
  async #worker(what: 'complete' | 'fail' | 'crash' | 'progress', at: number): Promise<void> {
    const { opened } = this;
    const worker = await this.#busyWorker();
    if (worker === undefined) return;
    const assignment = await worker.started;
    const { leaseId } = assignment;
    if (what === 'progress') {
      // The second one comes too soon to be told at once.
      for (const fraction of [at, at + 0.005]) {
        worker.say({ type: 'progress', leaseId, progress: { ...progressAt(fraction), eta_seconds: 10 } });
      }
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = opened.queue.onEnded(() => resolve());
    if (what === 'complete') worker.complete(assignment);
    if (what === 'fail') {
      worker.say({ type: 'failed', leaseId, error: { code: 'MODEL_FAILED', message: 'threw' } });
      worker.exit(0);
    }
    if (what === 'crash') worker.exit(1);
    await promise;
    stop();
  }

  async #busyWorker(): Promise<FakeWorker | undefined> {
    const { queue } = this.opened;
    // Until a job that can be started has been.
    for (let turn = 0; turn < 200 && queue.runningJobs() === 0 && queue.status().pending > 0; turn++) {
      await settled();
    }
    const leases = new Set(this.bench.store.running().map(({ leaseId }) => leaseId));
    return this.bench.spawner.workers.find((worker) =>
      worker.received.some((message) => message.type === 'start' && leases.has(message.assignment.leaseId)),
    );
  }
}

it('what the events say is what a snapshot says, after any history', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }), async (steps) => {
      const bench = new JobBench();
      const opened = await bench.openQueue(2);
      const picture = snapshotOf(opened);
      opened.hub.subscribe((event) => apply(picture, structuredClone(event)));
      const history = new History(bench, opened);
      for (const action of steps) {
        await history.do(action);
        // Taking a snapshot tells what is not yet told, so it comes first.
        const now = snapshotOf(opened);
        expect(picture).toEqual(now);
        const inOrder = [...now.jobs.values()].map(({ createdAt, jobId }) => `${createdAt} ${jobId}`);
        expect(inOrder).toEqual(inOrder.toSorted().toReversed());
      }
      await bench.clock.advanceUntil(opened.queue.close());
      const left = bench.store.lists.rows();
      expect(new Map(left.map(({ jobId, state }) => [jobId, state]))).toEqual(
        new Map([...picture.jobs].map(([jobId, { state }]) => [jobId, state])),
      );
      expect(left.filter(({ state }) => state === 'running')).toEqual([]);
      expect(opened.troubles).toEqual([]);
      bench.remove();
    }),
    { numRuns: 25, interruptAfterTimeLimit: 20_000 },
  );
});
