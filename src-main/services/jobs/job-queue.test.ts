import { existsSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiEvent } from '../../../src-core/api/events.ts';
import type { JobAssignment } from '../../../src-core/job/worker-protocol.ts';
import { defaultSlots } from './running/default-slots.ts';
import { settled } from './testing/fake-clock.ts';
import { progressAt, type FakeWorker } from './testing/fake-worker.ts';
import { JobBench, removal, type QueueBench } from './testing/job-bench.ts';

let bench: JobBench;
let open: QueueBench[];
beforeEach(() => {
  bench = new JobBench();
  open = [];
});
afterEach(async () => {
  for (const { queue } of open) await closed(queue);
  bench.remove();
});

async function openQueue(slots = 1): Promise<QueueBench> {
  const opened = await bench.openQueue(slots);
  open.push(opened);
  return opened;
}

/** Closing waits for workers to die, which needs time to pass. */
async function closed(queue: QueueBench['queue']): Promise<void> {
  open = open.filter((each) => each.queue !== queue);
  await bench.clock.advanceUntil(queue.close());
}

/** Submits jobs through the application itself. */
async function submit({ queue }: QueueBench, ...names: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) {
    ids.push((await queue.service.submit(bench.request({ spec: { name } }))).job.jobId);
    await bench.clock.advance(1);
  }
  return ids;
}

async function started(): Promise<{ worker: FakeWorker; assignment: JobAssignment }> {
  const worker = await bench.spawner.next();
  worker.hello();
  return { worker, assignment: await worker.started };
}

function ended({ queue }: QueueBench, jobId: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = queue.onEnded((job) => {
      if (job.jobId !== jobId) return;
      stop();
      resolve();
    });
  });
}

/** Waits, without letting time pass, until something real has happened. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await settled();
}

function nameOf(assignment: JobAssignment): string {
  return (assignment.spec as { name: string }).name;
}

function eventsOf<Type extends ApiEvent['type']>(
  { events }: QueueBench,
  type: Type,
): Extract<ApiEvent, { type: Type }>[] {
  return events.filter((event) => event.type === type) as Extract<ApiEvent, { type: Type }>[];
}

describe('slots', () => {
  it('Q13 run as many jobs as there are, and the next one when one ends', async () => {
    const opened = await openQueue(2);
    await submit(opened, 'a', 'b', 'c');
    const [first, second] = [await started(), await started()];
    expect([nameOf(first.assignment), nameOf(second.assignment)].sort()).toEqual(['a', 'b']);
    expect(opened.queue.runningJobs()).toBe(2);
    expect(opened.queue.status()).toMatchObject({ pending: 1, running: 2, endedToday: 0 });
    expect(opened.queue.slotsNow().map((slot) => slot.jobId)).toEqual(
      expect.arrayContaining([first.assignment.jobId, second.assignment.jobId]),
    );
    first.worker.complete(first.assignment);
    expect(nameOf((await started()).assignment)).toBe('c');
    expect(opened.queue.status()).toMatchObject({ pending: 0, running: 2, endedToday: 1 });
    expect(opened.counts.at(-1)).toEqual(opened.queue.status());
  });

  it('take up what was pending when the application was opened', async () => {
    await bench.service.submit(bench.request());
    await openQueue();
    expect(nameOf((await started()).assignment)).toBe('sample');
  });

  it('Q13 can be added while jobs run, and taken away without ending one', async () => {
    const opened = await openQueue(1);
    await submit(opened, 'a', 'b', 'c', 'd');
    const first = await started();
    opened.queue.setSlots(3);
    const [second, third] = [await started(), await started()];
    expect(opened.queue.slotsNow()).toHaveLength(3);
    opened.queue.setSlots(1);
    expect(opened.queue.runningJobs()).toBe(3);
    for (const { worker, assignment } of [second, third]) {
      const end = ended(opened, assignment.jobId);
      worker.complete(assignment);
      await end;
    }
    await until(() => opened.queue.slotsNow().length === 1);
    expect(opened.queue.status().pending).toBe(1);
    first.worker.complete(first.assignment);
    expect(nameOf((await started()).assignment)).toBe('d');
  });

  it('are woken within two seconds by what another process puts into the queue', async () => {
    const opened = await openQueue();
    const { job } = await bench.service.submit(bench.request({ spec: { name: 'from the command line' } }));
    const next = started();
    await bench.clock.advance(2000);
    expect(nameOf((await next).assignment)).toBe('from the command line');
    expect(eventsOf(opened, 'job').map((event) => [event.job.jobId, event.job.state])).toEqual([
      [job.jobId, 'pending'],
      [job.jobId, 'running'],
    ]);
  });

  it('rest when the queue itself is in trouble, and try again', async () => {
    const opened = await openQueue();
    rmSync(bench.home.tmp, { recursive: true });
    await submit(opened, 'a');
    await until(() => opened.troubles.length > 0);
    await bench.clock.advance(4000);
    expect(opened.troubles).toHaveLength(1);
    await mkdir(bench.home.tmp);
    const next = started();
    await bench.clock.advance(2000);
    expect(nameOf((await next).assignment)).toBe('a');
  });

  it('say every two seconds what memory and processor the worker and its children use', async () => {
    const opened = await openQueue();
    await submit(opened, 'a');
    const { worker, assignment } = await started();
    const { jobId } = assignment;
    expect(opened.queue.slotsNow()).toEqual([{ index: 0, jobId, residentBytes: null, cpuPercent: null }]);
    bench.tree.bytes = 100;
    bench.tree.children = [900_000_500];
    bench.tree.processorSeconds = 1;
    await bench.clock.advance(2000);
    expect(opened.queue.slotsNow()).toEqual([{ index: 0, jobId, residentBytes: 200, cpuPercent: 100 }]);
    bench.tree.processorSeconds = 1.5;
    await bench.clock.advance(2000);
    expect(opened.queue.slotsNow()).toEqual([{ index: 0, jobId, residentBytes: 200, cpuPercent: 50 }]);
    const end = ended(opened, jobId);
    worker.complete(assignment);
    await end;
    await until(() => opened.queue.runningJobs() === 0);
    const empty = [{ index: 0, jobId: null, residentBytes: null, cpuPercent: null }];
    expect(opened.queue.slotsNow()).toEqual(empty);
    const told = eventsOf(opened, 'slots');
    expect(told.at(-1)?.slots).toEqual(empty);
    await bench.clock.advance(10_000);
    expect(eventsOf(opened, 'slots')).toHaveLength(told.length);
  });
});

describe('events', () => {
  it('tell of every change of a job, and that it ended', async () => {
    const opened = await openQueue();
    const over: string[] = [];
    opened.queue.onEnded((job) => over.push(job.state));
    const [jobId = ''] = await submit(opened, 'a');
    const { worker, assignment } = await started();
    worker.complete(assignment);
    await until(() => over.length > 0);
    expect(eventsOf(opened, 'job').map((event) => event.job.state)).toEqual([
      'pending',
      'running',
      'completed',
    ]);
    opened.queue.store.annotate(jobId, { notes: 'keep', pinned: true }, 'ada');
    expect(eventsOf(opened, 'job').at(-1)?.job).toMatchObject({ notes: 'keep', pinned: true });
    expect(over).toEqual(['completed']);
    opened.queue.store.annotate(jobId, { pinned: false }, 'ada');
    opened.queue.store.remove(jobId, removal, () => undefined);
    expect(opened.events.at(-1)).toEqual({ type: 'job_removed', jobId });
  });

  it('tell of what another process does with its jobs', async () => {
    const opened = await openQueue();
    bench.spawner.workers.length = 0;
    const { job } = await bench.service.submit(bench.request());
    bench.store.attempts.claim({ leaseId: 'elsewhere', ownerProcess: `${process.pid}@`, jobId: job.jobId });
    bench.store.attempts.markProgress(
      { jobId: job.jobId, leaseId: 'elsewhere' },
      { phase: 'simulating', fraction: 0.5, current_date: null, message: '' },
    );
    await bench.clock.advance(2000);
    expect(eventsOf(opened, 'job').map((event) => event.job)).toMatchObject([
      { state: 'running', progress: { fraction: 0.5, eta_seconds: null } },
    ]);
    await bench.clock.advance(500);
    expect(eventsOf(opened, 'logged')).toEqual([{ type: 'logged', jobId: job.jobId }]);
    bench.store.attempts.fail({ jobId: job.jobId, leaseId: 'elsewhere' }, { code: 'INTERNAL', message: 'x' });
    bench.store.remove(job.jobId, removal, () => undefined);
    await bench.clock.advance(2000);
    expect(opened.events.at(-1)).toEqual({ type: 'job_removed', jobId: job.jobId });
    expect(opened.queue.jobRows()).toEqual([]);
  });

  it('Q21 send back to the queue what another process was running when it died', async () => {
    await openQueue();
    const { job } = await bench.service.submit(bench.request({ spec: { max_retries: 1 } }));
    bench.store.attempts.claim({ leaseId: '900000001-0', ownerProcess: '900000001@', jobId: job.jobId });
    const next = bench.clock.advanceUntil(started());
    expect((await next).assignment.jobId).toBe(job.jobId);
  });

  it('carry progress with the time that is left, at most ten times a second', async () => {
    const opened = await openQueue();
    await submit(opened, 'a');
    const { worker, assignment } = await started();
    const { leaseId, jobId } = assignment;
    for (let step = 1; step <= 50; step++) {
      const progress = { ...progressAt(step / 100), eta_seconds: 100 - step };
      worker.say({ type: 'progress', leaseId, progress });
      await bench.clock.advance(10);
    }
    const told = eventsOf(opened, 'progress');
    expect(told.length).toBeLessThanOrEqual(6);
    expect(opened.queue.jobRows()[0]?.progress).toEqual(told.at(-1)?.progress);
    await bench.clock.advance(100);
    expect(eventsOf(opened, 'progress').at(-1)).toEqual({
      type: 'progress',
      jobId,
      progress: { ...progressAt(0.5), eta_seconds: 50 },
    });
  });

  it('carry no progress of an attempt that is over', async () => {
    const opened = await openQueue();
    const [jobId = ''] = await submit(opened, 'a');
    const { worker, assignment } = await started();
    const { leaseId } = assignment;
    for (const fraction of [0.4, 0.5]) {
      worker.say({ type: 'progress', leaseId, progress: progressAt(fraction) });
    }
    const end = ended(opened, jobId);
    worker.say({ type: 'failed', leaseId, error: { code: 'MODEL_FAILED', message: 'threw' } });
    worker.exit(0);
    await end;
    await bench.clock.advance(1000);
    expect(eventsOf(opened, 'progress').map((event) => event.progress.fraction)).toEqual([0.4]);
    opened.queue.store.retry(jobId, 'ada');
    await started();
    expect(opened.queue.jobRow(jobId)).toMatchObject({ state: 'running', progress: { fraction: 0 } });
  });

  it('say at most twice a second that a log has grown, and once more at its end', async () => {
    const opened = await openQueue();
    await submit(opened, 'a');
    const { worker, assignment } = await started();
    for (let line = 0; line < 100; line++) {
      worker.print(`line ${line}\n`);
      await bench.clock.advance(20);
    }
    expect(eventsOf(opened, 'logged').length).toBeLessThanOrEqual(4);
    const before = eventsOf(opened, 'logged').length;
    const end = ended(opened, assignment.jobId);
    worker.complete(assignment);
    await end;
    await bench.clock.advance(600);
    expect(eventsOf(opened, 'logged').length).toBe(before + 1);
  });
});

describe('stopping', () => {
  it('cancels what runs, waits for it, and starts nothing more', async () => {
    const opened = await openQueue();
    const [running = '', waiting = ''] = await submit(opened, 'a', 'b');
    const { worker, assignment } = await started();
    const stopped = opened.queue.stop('cancel');
    await worker.cancelAsked;
    worker.say({ type: 'cancelled', leaseId: assignment.leaseId });
    worker.exit(0);
    await stopped;
    expect(opened.queue.store.get(running)?.state).toBe('cancelled');
    await submit(opened, 'c');
    expect(opened.queue.store.get(waiting)?.state).toBe('pending');
    expect(bench.spawner.workers).toHaveLength(1);
  });

  it('Q27 without cancelling gives the job back, and the next start runs it', async () => {
    const opened = await openQueue();
    const [jobId = ''] = await submit(opened, 'a');
    const { worker, assignment } = await started();
    await closed(opened.queue);
    expect(worker.killed).toBe(true);
    expect(existsSync(assignment.outputFolder)).toBe(false);
    expect(bench.store.get(jobId)).toMatchObject({ state: 'pending', retries: 0, leaseId: null });
    await openQueue();
    const again = await started();
    expect(again.assignment.jobId).toBe(jobId);
    expect(again.assignment.leaseId).not.toBe(assignment.leaseId);
  });
});

describe('jobs that are older than the user wants to keep them', () => {
  it('are removed at the start and now and then, but not when they are pinned or wait', async () => {
    const first = await openQueue();
    const [old = '', pinned = ''] = await submit(first, 'old', 'pinned');
    const { store } = first.queue;
    await first.queue.stop('release');
    for (const jobId of [old, pinned]) store.requestCancel(jobId, 'ada');
    store.annotate(pinned, { pinned: true }, 'ada');
    await closed(first.queue);
    const hour = 60 * 60 * 1000;
    await bench.clock.advance(71 * hour);

    bench.retentionDays = 3;
    const second = await openQueue();
    const [young = ''] = await submit(second, 'young');
    second.queue.store.requestCancel(young, 'ada');
    const names = (): string[] => second.queue.jobRows().map(({ name }) => name);
    expect(names()).toEqual(['young', 'pinned', 'old']);
    await bench.clock.advance(6 * hour);
    await until(() => names().length === 2);
    expect(names()).toEqual(['young', 'pinned']);
    expect(eventsOf(second, 'job_removed')).toEqual([{ type: 'job_removed', jobId: old }]);
    expect(second.troubles).toEqual([]);
  });
});

it('Q13 one core stays free, but up to three jobs run', () => {
  expect([1, 2, 3, 4, 64].map((cores) => defaultSlots(cores))).toEqual([1, 1, 2, 3, 3]);
});
