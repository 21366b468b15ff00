import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Priority } from '../../../../src-core/job/job-base.ts';
import { atItsTurn, type JobSchedule } from './job-record.ts';
import { JobBench, removal } from '../testing/job-bench.ts';

let bench: JobBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => bench.remove());

async function submit(
  name: string,
  more: { priority?: Priority; schedule?: Partial<JobSchedule>; force?: boolean } = {},
): Promise<string> {
  const { priority = 'normal', schedule = {}, force = false } = more;
  const request = bench.request({
    spec: { name, priority },
    schedule: { ...atItsTurn, ...schedule },
    force,
  });
  return (await bench.service.submit(request)).job.jobId;
}

/** Claims what comes next, and says its name. */
function next(): string | undefined {
  return bench.store.attempts.claim({ leaseId: Math.random().toString(), ownerProcess: '1@' })?.name;
}

function all(): string[] {
  const names: string[] = [];
  for (let name = next(); name !== undefined; name = next()) names.push(name);
  return names;
}

describe('the order of the queue', () => {
  it('Q8 jobs of one moment can be moved before one another, and the others keep their places', async () => {
    const ids = new Map<string, string>();
    for (const name of ['a', 'b', 'c', 'd', 'e']) ids.set(name, await submit(name));
    const { order } = bench.store;
    order.move([ids.get('e') ?? ''], { to: 'front' }, 'ada');
    const before = bench.store
      .list({ limit: 9 })
      .jobs.toSorted(
        (left, right) => left.startOrder - right.startOrder || (left.jobId < right.jobId ? -1 : 1),
      );
    const [, first, second, ...others] = before;
    const moved = others.at(-1);
    order.move([moved?.jobId ?? ''], { before: second?.jobId ?? '' }, 'ada');
    expect(all()).toEqual(['e', first?.name, moved?.name, second?.name, others[0]?.name]);
  });

  it('Q7 Q8 making room among jobs of one moment lets no other job pass one that is queued far away', async () => {
    const first = await submit('first');
    const second = await submit('second');
    const third = await submit('third');
    await bench.clock.advance(3_600_000);
    await submit('low', { priority: 'low' });
    for (let time = 0; time < 100; time++) {
      const ends = time % 2 === 0 ? ([first, second] as const) : ([second, first] as const);
      bench.store.order.move([ends[0]], { before: ends[1] }, 'ada');
      bench.store.order.move([third], { before: ends[1] }, 'ada');
    }
    await bench.clock.advance(60_000);
    // A minute later: behind what waited for an hour, before what is low.
    await submit('normal');
    expect(all()).toEqual(['second', 'third', 'first', 'normal', 'low']);
  });

  it('Q9 a planned job is passed until its moment, and keeps its turn', async () => {
    await submit('planned', { schedule: { notBefore: '2026-11-21T12:10:00.000Z' } });
    await submit('now');
    expect(next()).toBe('now');
    expect(next()).toBeUndefined();
    expect(bench.store.order.nextDue()?.toISOString()).toBe('2026-11-21T12:10:00.000Z');
    await bench.clock.advance(1000);
    await submit('later');
    await bench.clock.advance(600_000);
    expect(all()).toEqual(['planned', 'later']);
  });

  it('Q11 a pause outlives the connection, keeps who made it, and is no obstacle to a job that a person asks for', async () => {
    const jobId = await submit('waiting');
    bench.store.order.pause('ada');
    bench.store.order.pause('bob');
    const other = bench.otherStore();
    expect(other.order.paused()).toEqual({ at: '2026-11-21T12:00:00.000Z', by: 'ada' });
    expect(other.attempts.claim({ leaseId: 'l', ownerProcess: '1@' })).toBeUndefined();
    expect(other.attempts.claim({ leaseId: 'l', ownerProcess: '1@', jobId })?.name).toBe('waiting');
    other.close();
  });
});

it('Q25 tells whether a job waits to be tried again, not one that waits for its moment', async () => {
  const { order } = bench.store;
  await submit('later', { schedule: { notBefore: '2099-01-01T00:00:00.000Z' } });
  const jobId = await submit('lost');
  const lease = { jobId, leaseId: 'l' };
  bench.store.attempts.claim({ ...lease, ownerProcess: '1@' });
  expect(order.hasRetries()).toBe(false);
  bench.store.attempts.tryAgain(lease, { code: 'WORKER_CRASHED', message: 'It ended.' }, 5);
  expect(order.hasRetries()).toBe(true);
  await bench.clock.advance(5000);
  expect(bench.store.attempts.claim({ ...lease, ownerProcess: '1@' })?.retries).toBe(1);
  expect(order.hasRetries()).toBe(false);
});

describe('jobs that wait for others', () => {
  it('Q10 a chain is cancelled as a whole, each with the cause, and can be asked for again from its head on', async () => {
    const first = await submit('first');
    const second = await submit('second', { schedule: { after: [first] } });
    const third = await submit('third', { schedule: { after: [second, first] } });
    bench.store.requestCancel(first, 'ada');
    for (const [jobId, cause] of [
      [second, first],
      [third, first],
    ] as const) {
      expect(bench.store.get(jobId)?.state).toBe('cancelled');
      expect(bench.store.events(jobId).at(-1)?.cause).toContain(cause);
    }
    expect(() => bench.store.retry(second, 'ada')).toThrow(/is cancelled, so nothing can wait for it/);
    bench.store.retry(first, 'ada');
    bench.store.retry(second, 'ada');
    bench.store.retry(third, 'ada');
    expect(bench.store.get(third)).toMatchObject({ state: 'pending', blockedBy: 2 });
    expect(all()).toEqual(['first']);
  });

  it('Q10 refuses to run again what waited for a job that was deleted before it completed', async () => {
    const first = await submit('first');
    const second = await submit('second', { schedule: { after: [first] } });
    bench.store.requestCancel(first, 'ada');
    bench.store.remove(first, removal, () => undefined);
    expect(() => bench.store.retry(second, 'ada')).toThrow(
      new RegExp(`waited for ${first}, which was deleted before it completed`),
    );
    expect(bench.store.get(second)?.state).toBe('cancelled');
    // It is the same job when it is submitted again, and is waited for again.
    await submit('first');
    bench.store.retry(second, 'ada');
    expect(bench.store.get(second)).toMatchObject({ state: 'pending', blockedBy: 1 });
    bench.store.requestCancel(first, 'ada');
    bench.store.remove(first, removal, () => undefined);
    await submit('second');
    expect(bench.store.get(second)).toMatchObject({ state: 'pending', blockedBy: 0 });
  });

  it('Q10 runs again what waited for a job that completed, though that is deleted', async () => {
    const first = await submit('first');
    const second = await submit('second', { schedule: { after: [first] } });
    const running = bench.service.runNext();
    const worker = await bench.spawner.next();
    worker.complete(await worker.started);
    await running;
    bench.store.requestCancel(second, 'ada');
    bench.store.remove(first, removal, () => undefined);
    bench.store.retry(second, 'ada');
    expect(bench.store.get(second)).toMatchObject({ state: 'pending', blockedBy: 0 });
  });

  it('Q10 refuses a circle, also one that would close when a job is asked for again', async () => {
    const first = await submit('first');
    const second = await submit('second', { schedule: { after: [first] } });
    bench.store.requestCancel(first, 'ada');
    await submit('second');
    await expect(submit('first', { schedule: { after: [second] } })).resolves.toBe(first);
    expect(bench.store.get(first)).toMatchObject({ blockedBy: 1 });
    bench.store.requestCancel(second, 'ada');
    expect(bench.store.get(first)?.state).toBe('cancelled');
    await expect(submit('second', { schedule: { after: [second] } })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    expect(bench.store.get(second)?.state).toBe('cancelled');
  });
});

describe('asking again', () => {
  it('Q5 Q6 a forced job starts from nothing, as a new attempt', async () => {
    const jobId = await submit('again');
    const running = bench.service.runNext();
    const worker = await bench.spawner.next();
    worker.complete(await worker.started);
    await running;
    expect(bench.store.get(jobId)).toMatchObject({ state: 'completed', attempt: 1 });
    await submit('again');
    expect(bench.store.get(jobId)?.state).toBe('completed');
    await submit('again', { force: true });
    expect(bench.store.get(jobId)).toMatchObject({
      state: 'pending',
      retries: 0,
      error: null,
      headline: null,
      resultPath: null,
      resultBytes: null,
      peakMemoryBytes: null,
      completedAt: null,
      progress: { fraction: 0 },
    });
    expect(bench.store.attempts.claim({ leaseId: 'l', ownerProcess: '1@' })?.attempt).toBe(2);
  });
});

describe('groups', () => {
  it('Q12 an ended job counts as done, however it ended; a group without jobs is gone', async () => {
    const groupId = bench.store.groups.create('sweep', 'ada');
    const schedule = { groupId };
    const first = await submit('first', { schedule });
    const second = await submit('second', { schedule });
    bench.store.requestCancel(first, 'ada');
    const lease = { jobId: second, leaseId: 'l' };
    bench.store.attempts.claim({ ...lease, ownerProcess: '1@' });
    bench.store.attempts.markProgress(lease, {
      phase: 'simulating',
      fraction: 0.5,
      current_date: null,
      message: '',
    });
    expect(bench.store.groups.find('sweep')).toMatchObject({
      groupId,
      fraction: 0.75,
      counts: { running: 1, cancelled: 1, pending: 0 },
    });
    bench.store.attempts.fail(lease, { code: 'MODEL_FAILED', message: 'threw' });
    expect(bench.store.groups.find(groupId).fraction).toBe(1);
    for (const jobId of [first, second]) bench.store.remove(jobId, removal, () => undefined);
    expect(bench.store.groups.list()).toEqual([]);
    expect(bench.store.groups.has(groupId)).toBe(false);
  });
});
