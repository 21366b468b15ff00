import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InputOf, OutputOf } from '../../../src-core/api/contract.ts';
import { jobOperations } from '../../../src-core/api/contract/jobs.ts';
import { commonErrors } from '../../../src-core/api/operation.ts';
import { sessionOf } from '../../../src-core/api/permissions.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { ActivityLog } from '../activities/activity-log.ts';
import { FolderPathGuard } from '../files/path-guard.ts';
import { settled } from '../jobs/testing/fake-clock.ts';
import { JobBench, sampleSpec, type QueueBench } from '../jobs/testing/job-bench.ts';
import type { Handler } from './handlers.ts';
import { jobHandlers } from './job-handlers.ts';

type JobCall = keyof typeof jobOperations;

let bench: JobBench;
let opened: QueueBench;
let handlers: ReturnType<typeof jobHandlers>;
beforeEach(async () => {
  bench = new JobBench();
  opened = await bench.openQueue(1);
  const activities = new ActivityLog(bench.clock, () => undefined);
  const paths = new FolderPathGuard(() => Promise.resolve([join(bench.folder, 'specs')]));
  handlers = jobHandlers({ queue: opened.queue, activities, paths, user: 'ada' });
});
afterEach(async () => {
  await bench.clock.advanceUntil(opened.queue.close());
  bench.remove();
});

/** Calls as the host does, and holds answers and errors to the contract. */
async function call<Name extends JobCall>(name: Name, input: InputOf<Name>): Promise<OutputOf<Name>> {
  const operation = jobOperations[name];
  const handler = handlers[name] as unknown as Handler<Name>;
  try {
    const parsed = operation.input.parse(input) as Parameters<Handler<Name>>[0];
    const output = await handler(parsed, { session: sessionOf('owner'), actor: 'the owner' });
    return operation.output.parse(structuredClone(output)) as OutputOf<Name>;
  } catch (thrown) {
    expect([...operation.errors, ...commonErrors]).toContain(toErrorEnvelope(thrown).code);
    throw thrown;
  }
}

const modelPath = (): string => join(bench.folder, 'specs', 'model.js');

async function submit(change: object = {}): Promise<string> {
  const spec = { ...sampleSpec, model: { path: modelPath() }, ...change };
  return (await call('jobs.submit', { spec })).jobId;
}

/** Submits jobs and waits until the first one runs, so that the others wait. */
async function submitted(...names: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) ids.push(await submit({ name }));
  await (
    await bench.spawner.next()
  ).started;
  return ids;
}

/** Submits a job and runs it to its end. */
async function completed(name: string): Promise<string> {
  const [jobId = ''] = await submitted(name);
  await runningCompletes();
  return jobId;
}

async function runningCompletes(): Promise<void> {
  const worker = bench.spawner.workers.at(-1);
  if (worker === undefined) throw new Error('nothing runs');
  const ended = new Promise((resolve) => opened.queue.onEnded(resolve));
  worker.complete(await worker.started);
  await ended;
  while (opened.queue.runningJobs() > 0) await settled();
}

const rowOf = async (jobId: string): Promise<OutputOf<'jobs.get'>['row']> =>
  (await call('jobs.get', { jobId })).row;

describe('jobs.submit', () => {
  it('queues a job that belongs to the user, with what lists show of it', async () => {
    const [jobId = ''] = await submitted('first');
    const { row, spec, events } = await call('jobs.get', { jobId });
    expect(row).toMatchObject({
      name: 'first',
      createdBy: 'ada',
      state: 'running',
      feeds: ['binance/BTCUSDT/candle/1m'],
      firstDay: '2022-01-03',
      lastDay: '2022-01-03',
      model: 'model.js',
    });
    expect(spec).toMatchObject({ model: { path: modelPath() }, window_size: 120 });
    expect(events.map(({ type, actor }) => [type, actor])).toEqual([
      ['pending', 'ada'],
      ['running', 'hindcast'],
    ]);
    expect(
      await call('jobs.submit', { spec: { ...sampleSpec, name: 'first', model: { path: modelPath() } } }),
    )
      // It is the same job.
      .toEqual({ jobId, existing: true, missingDays: [] });
  });

  it('takes no file from outside the folders that are open', async () => {
    const outside = join(bench.folder, 'model.js');
    writeFileSync(outside, 'export default class {}');
    await expect(submit({ model: { path: outside } })).rejects.toMatchObject({ code: 'UNSAFE_PATH' });
    const challenge = join(bench.folder, 'challenge.json');
    await expect(submit({ challenge })).rejects.toMatchObject({ code: 'UNSAFE_PATH' });
    await expect(submit({ model: { path: join(bench.home.root, 'hindcast.db') } })).rejects.toMatchObject({
      code: 'UNSAFE_PATH',
    });
  });

  it('says that a path which is not absolute means nothing here', async () => {
    await expect(submit({ model: { path: 'models/mine.py' } })).rejects.toMatchObject({
      code: 'BAD_SPEC',
      message: expect.stringContaining('"models/mine.py". Give the file\'s whole path'),
    });
  });

  it('knows the models that ship with Hindcast, in a copy that stays', async () => {
    const jobId = await submit({ model: { path: 'examples/models/trend-following.ts' } });
    const copy = join(bench.home.root, 'examples', 'models', 'trend-following.ts');
    expect((await call('jobs.get', { jobId })).spec).toMatchObject({ model: { path: copy } });
    // Edited, copied from another job, or cut by a full disk: it is mended, and it is the same job.
    writeFileSync(copy, 'nonsense');
    expect(await submit({ model: { path: copy } })).toBe(jobId);
    await expect(submit({ model: { path: 'examples/models/nothing.ts' } })).rejects.toMatchObject({
      code: 'BAD_SPEC',
    });
    await expect(submit({ model: { path: 'examples/../hindcast.db' } })).rejects.toMatchObject({
      code: 'UNSAFE_PATH',
    });
  });
});

describe('jobs.cancel', () => {
  it('cancels what waits, asks what runs, and says of each what became of it', async () => {
    const [running = '', waiting = ''] = await submitted('a', 'b');
    const nobody = 'f'.repeat(32);
    const outcome = await call('jobs.cancel', { jobIds: [running, waiting, waiting, nobody] });
    expect(outcome.done).toEqual([running, waiting]);
    expect(outcome.failed).toMatchObject([{ jobId: nobody, error: { code: 'UNKNOWN_JOB' } }]);
    expect(await rowOf(running)).toMatchObject({ state: 'running', isCancelling: true });
    expect(await rowOf(waiting)).toMatchObject({ state: 'cancelled', isCancelling: false });
    expect((await call('jobs.get', { jobId: waiting })).events.at(-1)).toMatchObject({ actor: 'the owner' });
  });
});

describe('jobs.retry', () => {
  it('queues an ended job again as a new attempt', async () => {
    const jobId = await completed('a');
    expect(await call('jobs.retry', { jobIds: [jobId] })).toEqual({ done: [jobId], failed: [] });
    await (
      await bench.spawner.next()
    ).started;
    expect(await rowOf(jobId)).toMatchObject({ state: 'running', attempt: 2, headline: null });
    expect(await call('jobs.retry', { jobIds: [jobId] })).toMatchObject({
      failed: [{ error: { code: 'BAD_INPUT', message: expect.stringContaining('It is running') } }],
    });
    await runningCompletes();
  });

  it('refuses one whose model changed, and says what to do instead', async () => {
    const jobId = await completed('a');
    bench.writeModel('export default class { changed() {} }');
    expect(await call('jobs.retry', { jobIds: [jobId] })).toMatchObject({
      done: [],
      failed: [
        {
          jobId,
          error: {
            code: 'NOT_REPRODUCED',
            message: expect.stringMatching(/^model\.js changed .* "Edit and run"/),
          },
        },
      ],
    });
    expect(await rowOf(jobId)).toMatchObject({ state: 'completed' });
  });

  it('refuses one whose candles changed, but not one whose feed has more of them', async () => {
    const candles = 'binance/BTCUSDT/candle/1m/2022-01-03.parquet';
    bench.writeCandles(candles, 'as they were');
    const jobId = await completed('a');
    bench.days = ['2022-01-03', '2022-01-04'];
    expect((await call('jobs.retry', { jobIds: [jobId] })).done).toEqual([jobId]);
    await (
      await bench.spawner.next()
    ).started;
    await runningCompletes();
    bench.writeCandles(candles, 'as they are now');
    expect((await call('jobs.retry', { jobIds: [jobId] })).failed).toMatchObject([
      { error: { code: 'NOT_REPRODUCED', message: expect.stringContaining(candles) } },
    ]);
  });
});

describe('jobs.remove', () => {
  it('deletes result, log and row of what has ended and is not pinned', async () => {
    const gone = await completed('a');
    const pinned = await completed('b');
    await call('jobs.annotate', { jobId: pinned, pinned: true });
    const [running = ''] = await submitted('c');
    const outcome = await call('jobs.remove', { jobIds: [gone, pinned, running] });
    expect(outcome.done).toEqual([gone]);
    expect(outcome.failed.map(({ jobId, error }) => [jobId, error.message])).toEqual([
      [pinned, expect.stringContaining('It is pinned')],
      [running, expect.stringContaining('It is running')],
    ]);
    await expect(call('jobs.get', { jobId: gone })).rejects.toMatchObject({ code: 'UNKNOWN_JOB' });
    expect(readdirSync(bench.home.results)).toEqual([pinned]);
    expect(existsSync(join(bench.home.logs, `${gone}.jsonl`))).toBe(false);
    expect(readdirSync(bench.home.tmp)).toHaveLength(1);
    expect(opened.events.filter((event) => event.type === 'job_removed')).toEqual([
      { type: 'job_removed', jobId: gone },
    ]);
  });

  it('leaves a job alone whose result cannot be taken away', async () => {
    const jobId = await completed('a');
    rmSync(bench.home.tmp, { recursive: true });
    const outcome = await call('jobs.remove', { jobIds: [jobId] });
    expect(outcome).toMatchObject({ done: [], failed: [{ error: { code: 'INTERNAL' } }] });
    expect(opened.troubles).toHaveLength(1);
    mkdirSync(bench.home.tmp);
    expect(await rowOf(jobId)).toMatchObject({ state: 'completed' });
    expect(existsSync(join(bench.home.results, jobId, 'summary.json'))).toBe(true);
  });
});

it('jobs.annotate keeps notes and pins, and leaves alone what is not given', async () => {
  const jobId = await completed('a');
  await call('jobs.annotate', { jobId, notes: 'best so far' });
  const { row } = await call('jobs.annotate', { jobId, pinned: true });
  expect(row).toMatchObject({ notes: 'best so far', pinned: true });
  await expect(call('jobs.annotate', { jobId: '0'.repeat(32) })).rejects.toMatchObject({
    code: 'UNKNOWN_JOB',
  });
});

it('jobs.log reads what was written so far, and what came since', async () => {
  const jobId = await completed('a');
  const first = await call('jobs.log', { jobId, fromLine: 0, limit: 1 });
  expect(first).toMatchObject({ lines: [{ message: 'Attempt 1 starts.' }], nextLine: 1, total: 2 });
  const rest = await call('jobs.log', { jobId, fromLine: first.nextLine });
  expect(rest).toMatchObject({ lines: [{ message: 'Completed.' }], nextLine: 2 });
  await expect(call('jobs.log', { jobId: '0'.repeat(32), fromLine: 0 })).rejects.toMatchObject({
    code: 'UNKNOWN_JOB',
  });
});

it('jobs.verify starts nothing for a job without a result', async () => {
  const [jobId = ''] = await submitted('a');
  await expect(call('jobs.verify', { jobId })).rejects.toMatchObject({ code: 'RESULT_NOT_READY' });
});

it('jobs.kinds has the schema of each kind as it may be written', async () => {
  const [replay] = await call('jobs.kinds', {});
  expect(replay).toMatchObject({
    kind: 'replay',
    title: 'Model replay',
    schema: { type: 'object', properties: { window_size: { default: 120 } } },
  });
  expect(replay?.schema['required']).not.toContain('window_size');
});

it('jobs.models lists what was used, latest first, and what ships with Hindcast', async () => {
  await submit();
  const other = join(bench.folder, 'specs', 'other.js');
  writeFileSync(other, 'export default class { other() {} }');
  await bench.clock.advance(10);
  await submit({ model: { path: other } });
  const { recent, examples } = await call('jobs.models', {});
  expect(recent.map(({ path }) => path)).toEqual([other, modelPath()]);
  expect(examples).toHaveLength(6);
  expect(examples).toContainEqual({
    path: 'examples/models/mean-reversion.ts',
    title: 'Mean reversion: bets against the distance of the last close from the mean of the last five',
    language: 'TypeScript',
  });
  rmSync(other);
  expect((await call('jobs.models', {})).recent.map(({ path }) => path)).toEqual([modelPath()]);
});
