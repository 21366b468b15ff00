import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readVmStat } from './free-memory.ts';
import { MemoryAdmission } from './memory-admission.ts';
import { settled } from '../testing/fake-clock.ts';
import { sampleSummary } from '../testing/fake-worker.ts';
import { JobBench, type QueueBench } from '../testing/job-bench.ts';
import { nextAttempt } from '../testing/job-under-way.ts';

const mebibyte = 1024 * 1024;

let bench: JobBench;
let opened: QueueBench | undefined;
beforeEach(() => {
  bench = new JobBench();
  opened = undefined;
});
afterEach(async () => {
  if (opened !== undefined) await bench.clock.advanceUntil(opened.queue.close());
  bench.remove();
});

/** Submits a job whose model, a file of its own, is known to need so much; unknown when left out. */
async function submit(name: string, neededMb?: number, spec: object = {}): Promise<string> {
  const path = `${name}.js`;
  writeFileSync(
    join(bench.folder, 'specs', path),
    'export default class { tick() {} predict() { return 1 } }',
  );
  const model = { model: { path } };
  if (neededMb !== undefined) {
    const { job } = await bench.service.submit(
      bench.request({ spec: { ...model, name: `earlier ${name}` } }),
    );
    complete(job.jobId, neededMb);
  }
  const { job } = await bench.service.submit(bench.request({ spec: { ...model, ...spec, name } }));
  await bench.clock.advance(1);
  return job.jobId;
}

/** Runs a job to its end, as somebody whose queue needs no memory. */
function complete(jobId: string, peakMb: number): void {
  const lease = { jobId, leaseId: `lease-${jobId}` };
  bench.store.attempts.claim({ leaseId: lease.leaseId, ownerProcess: `${process.pid}@`, jobId });
  const { headline } = sampleSummary({
    jobId,
    snapshotId: '',
    modelHash: '',
    files: [],
    codeFiles: {},
  }) as { headline: Parameters<typeof bench.store.attempts.complete>[1]['headline'] };
  const resultPath = `results/${jobId}`;
  const peakMemoryBytes = peakMb * mebibyte;
  bench.store.attempts.complete(
    lease,
    { headline, warnings: [], resultPath, resultBytes: 1, peakMemoryBytes },
    () => undefined,
  );
}

/** Which of the pending jobs a claim would take now. */
function taken(admission: MemoryAdmission): string | undefined {
  const job = bench.store.attempts.claim({
    leaseId: 'probe',
    ownerProcess: `${process.pid}@`,
    accepts: admission.scan(),
  });
  if (job === undefined) return undefined;
  bench.store.attempts.release({ jobId: job.jobId, leaseId: 'probe' }, 'only asked');
  return job.name;
}

function admissionWith(freeMb: () => number): MemoryAdmission {
  return new MemoryAdmission({
    store: bench.store,
    clock: bench.clock,
    freeBytes: () => freeMb() * mebibyte,
  });
}

describe('Q14 what a job is expected to need', () => {
  it('is 512 MiB when its model never ran', async () => {
    await submit('new');
    expect(taken(admissionWith(() => 511))).toBeUndefined();
    expect(taken(admissionWith(() => 512))).toBe('new');
  });

  it('is the most of the last runs of its model, old ones forgotten', async () => {
    await submit('known', 3000);
    for (const [index, peakMb] of [100, 900, 200, 100, 150].entries()) {
      await bench.clock.advance(1000);
      const { job } = await bench.service.submit(
        bench.request({ spec: { model: { path: 'known.js' }, name: `run ${index}`, seed: index + 2 } }),
      );
      complete(job.jobId, peakMb);
    }
    expect(taken(admissionWith(() => 899))).toBeUndefined();
    expect(taken(admissionWith(() => 900))).toBe('known');
  });

  it('is never more than its limit', async () => {
    await submit('limited', 3000, { memory_limit_mb: 300 });
    expect(taken(admissionWith(() => 299))).toBeUndefined();
    expect(taken(admissionWith(() => 300))).toBe('limited');
  });

  it('is taken from what is free as far as running jobs will still grow', async () => {
    const running = await submit('running', 1000);
    const lease = { jobId: running, leaseId: 'running' };
    bench.store.attempts.claim({ leaseId: lease.leaseId, ownerProcess: `${process.pid}@`, jobId: running });
    await submit('next', 400);
    const admission = admissionWith(() => 1000);
    expect(taken(admission)).toBeUndefined();
    expect(admission.waiting()).toMatchObject({ neededBytes: 400 * mebibyte, freeBytes: 0 });
    bench.store.attempts.beat(lease, 500 * mebibyte);
    expect(taken(admission)).toBe('next');
    bench.store.attempts.cancel(lease, 'test over');
  });
});

describe('Q14 a job that waits for memory', () => {
  it('is passed by smaller ones for 10 minutes, and by none after that', async () => {
    await submit('large', 2000);
    await submit('small', 100);
    let free = 1000;
    const admission = admissionWith(() => free);
    for (let minute = 0; minute < 10; minute++) {
      expect(taken(admission)).toBe('small');
      for (let look = 0; look < 12; look++) {
        await bench.clock.advance(5000);
        taken(admission);
      }
    }
    expect(taken(admission)).toBeUndefined();
    free = 2000;
    expect(taken(admission)).toBe('large');
  });

  it('Q20 has not waited while the machine slept', async () => {
    await submit('large', 2000);
    await submit('small', 100);
    const admission = admissionWith(() => 1000);
    expect(taken(admission)).toBe('small');
    await bench.clock.standStill(8 * 3_600_000);
    expect(taken(admission)).toBe('small');
  });

  it('is told of, looked at every 5 s, and started when there is room', async () => {
    const jobId = await submit('large', 2000);
    bench.freeMemoryBytes = 1000 * mebibyte;
    opened = await bench.openQueue(2);
    while (opened.counts.length === 0) await settled();
    const waits = { jobId, neededBytes: 2000 * mebibyte, freeBytes: 1000 * mebibyte };
    expect(opened.counts.at(-1)).toMatchObject({ pending: 1, running: 0, waitsForMemory: waits });
    bench.freeMemoryBytes = 1500 * mebibyte;
    await bench.clock.advance(5000);
    await settleUntil(() => opened?.counts.at(-1)?.waitsForMemory?.freeBytes === 1500 * mebibyte);
    bench.freeMemoryBytes = 2000 * mebibyte;
    const { assignment } = await nextAttempt(bench);
    expect(assignment.jobId).toBe(jobId);
    expect(opened.queue.status()).toMatchObject({ running: 1, waitsForMemory: null });
  });

  it('is no longer told of when it is cancelled', async () => {
    const jobId = await submit('large', 2000);
    bench.freeMemoryBytes = 1000 * mebibyte;
    opened = await bench.openQueue();
    await settleUntil(() => opened?.queue.status().waitsForMemory !== null);
    opened.queue.service.cancel(jobId, 'ada');
    expect(opened.counts.at(-1)?.waitsForMemory).toBeNull();
  });

  it('does not let two slots start what only one has room for', async () => {
    const first = await submit('first', 600);
    const second = await submit('second', 600);
    bench.freeMemoryBytes = 1000 * mebibyte;
    opened = await bench.openQueue(2);
    const { worker, assignment } = await nextAttempt(bench);
    expect(assignment.jobId).toBe(first);
    await settleUntil(() => opened?.queue.status().waitsForMemory?.jobId === second);
    expect(bench.spawner.workers).toHaveLength(1);
    worker.exit(1);
    expect((await nextAttempt(bench)).assignment.jobId).toBe(second);
  });
});

async function settleUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await settled();
}

it('reads what vm_stat prints', () => {
  const text = `Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               10000.
Pages active:                            200000.
Pages inactive:                           20000.
Pages speculative:                         3000.
Pages throttled:                              0.
Pages wired down:                        100000.
Pages purgeable:                            400.
`;
  expect(readVmStat(text)).toBe(33_400 * 16_384);
  expect(readVmStat('')).toBeUndefined();
});
