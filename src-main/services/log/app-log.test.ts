import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { JobBench, removal } from '../jobs/testing/job-bench.ts';
import { AppLog, errorFields } from './app-log.ts';

let bench: JobBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => bench.remove());

function lines(name = 'hindcast.jsonl'): Record<string, unknown>[] {
  const text = readFileSync(join(bench.home.logs, name), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('Q3 every change of a job is one line, also one of several in a transaction, and none that was undone', () => {
  const log = new AppLog(bench.home, bench.clock);
  bench.store.onHistory((entries) => log.history(entries));
  return bench.service.submit(bench.request()).then(({ job: { jobId } }) => {
    const lease = { jobId, leaseId: 'l' };
    bench.store.attempts.claim({ ...lease, ownerProcess: '1@' });
    bench.store.together(() => {
      expect(() =>
        bench.store.together(() => {
          bench.store.requestCancel(jobId, 'ada');
          throw new Error('undone');
        }),
      ).toThrow('undone');
      bench.store.attempts.fail(lease, { code: 'MODEL_FAILED', message: 'threw' });
    });
    expect(lines()).toMatchObject([
      {
        level: 'info',
        event: 'job_pending',
        job_id: jobId,
        actor: 'ada',
        cause: 'submitted',
        pid: process.pid,
      },
      { level: 'info', event: 'job_running', actor: 'hindcast', cause: 'attempt 1' },
      { level: 'warn', event: 'job_failed', cause: 'MODEL_FAILED: threw', at: '2026-11-21T12:00:00.000Z' },
    ]);
    expect(lines()).toHaveLength(3);
  });
});

it('tells who paused the queue and let it go on, once each, and who deleted a job and why', async () => {
  const log = new AppLog(bench.home, bench.clock);
  const { jobId } = (await bench.service.submit(bench.request())).job;
  bench.store.requestCancel(jobId, 'ada');
  bench.store.onHistory((entries) => log.history(entries));
  for (const actor of ['ada', 'bob']) bench.store.order.pause(actor);
  for (const actor of ['bob', 'ada']) bench.store.order.resume(actor);
  bench.store.remove(jobId, removal, () => undefined);
  expect(lines()).toMatchObject([
    { level: 'info', event: 'queue_paused', actor: 'ada', pid: process.pid },
    { level: 'info', event: 'queue_resumed', actor: 'bob' },
    { level: 'info', event: 'job_removed', job_id: jobId, actor: 'ada', cause: 'asked to delete it' },
  ]);
  expect(lines()).toHaveLength(3);
});

it('tells who changed the notes of a job and pinned it, and nothing where nothing changed', async () => {
  const log = new AppLog(bench.home, bench.clock);
  const { jobId } = (await bench.service.submit(bench.request())).job;
  bench.store.onHistory((entries) => log.history(entries));
  for (const actor of ['ada', 'bob']) bench.store.annotate(jobId, { notes: 'keep', pinned: true }, actor);
  bench.store.annotate(jobId, { pinned: false }, 'bob');
  const annotated = { level: 'info', event: 'job_annotated', job_id: jobId };
  expect(lines()).toMatchObject([
    { ...annotated, actor: 'ada', cause: 'changed its notes' },
    { ...annotated, actor: 'ada', cause: 'pinned it' },
    { ...annotated, actor: 'bob', cause: 'unpinned it' },
  ]);
  expect(lines()).toHaveLength(3);
});

it('keeps a few files of limited size, the newest lines among them', () => {
  const log = new AppLog(bench.home, bench.clock, { fileBytes: 1000, files: 3 });
  for (let number = 0; number < 100; number++) log.write('info', 'counted', { number });
  const files = readdirSync(bench.home.logs).sort();
  expect(files).toEqual(['hindcast.1.jsonl', 'hindcast.2.jsonl', 'hindcast.jsonl']);
  for (const name of files) expect(statSync(join(bench.home.logs, name)).size).toBeLessThanOrEqual(1000);
  const kept = ['hindcast.2.jsonl', 'hindcast.1.jsonl', 'hindcast.jsonl'].flatMap((name) =>
    lines(name).map(({ number }) => number),
  );
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 100 - kept.length + index));
});

it('writes on where another process has begun a new file', () => {
  const limits = { fileBytes: 400, files: 2 };
  const [one, other] = [
    new AppLog(bench.home, bench.clock, limits),
    new AppLog(bench.home, bench.clock, limits),
  ];
  for (let number = 0; number < 10; number++) (number % 2 === 0 ? one : other).write('info', 'n', { number });
  expect(lines().at(-1)).toMatchObject({ number: 9 });
});

it('holds no secret, wherever it stands', () => {
  const log = new AppLog(bench.home, bench.clock);
  const secret = 'hunter2-0123456789';
  const cause = new Error(
    `GET https://ada:${secret}@example.org/x?key=${secret} Authorization: Bearer ${secret}`,
  );
  const thrown = new HindcastError('COORDINATOR_REFUSED', `It did not take api_key=${secret}.`, {
    cause,
    details: {
      apiKey: secret,
      headers: { 'X-Api-Key': secret, authorization: secret },
      nested: [{ token: secret }],
    },
  });
  log.write('error', 'trouble', { error: errorFields(thrown), text: `"password": "${secret}"` });
  const text = readFileSync(join(bench.home.logs, 'hindcast.jsonl'), 'utf8');
  expect(text).not.toContain(secret);
  expect(text).toContain('example.org');
  expect(lines()[0]).toMatchObject({ error: { code: 'COORDINATOR_REFUSED', cause: { type: 'Error' } } });
});

it('never throws', () => {
  const log = new AppLog({ ...bench.home, logs: join(bench.folder, 'nowhere') }, bench.clock);
  log.write('error', 'trouble');
});
