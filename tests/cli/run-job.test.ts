import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Feed } from '../../src-core/feed/feed.ts';
import { minuteCandles, writeDayFile } from '../support/candle-files.ts';

const program = fileURLToPath(new URL('../../bin/hindcast.mjs', import.meta.url));
const feed: Feed = { source: 'test', subject: 'BTC', kind: 'candle', granularity: '1m' };
const days = ['2026-01-15', '2026-01-16'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-run-'));
  writeFileSync(join(folder, 'good.js'), modelThat('return { value: window % 3 - 1 }'));
  writeFileSync(
    join(folder, 'tick-throws.js'),
    'export default class { tick() { throw new Error("bad tick") } predict() { return 1 } }',
  );
  writeFileSync(
    join(folder, 'slow.js'),
    modelThat('const end = Date.now() + 20; while (Date.now() < end); return { value: 1 }'),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function modelThat(does: string): string {
  return `let window = 0; export default class { tick() { window++ } predict() { ${does} } }`;
}

function specOf(home: string, model: string, change: object = {}): string {
  const path = join(folder, home, `${model}.json`);
  const spec = {
    kind: 'replay',
    name: model,
    model: { path: `../${model}.js` },
    feed,
    start: days[0],
    end: days[1],
    ...change,
  };
  writeFileSync(path, JSON.stringify(spec));
  return path;
}

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

function start(home: string, ...parameters: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [program, ...parameters, '--home', join(folder, home)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
    once(child, 'exit'),
  ]);
  const ended = output.then(([stdout, stderr, [status]]) => ({
    status: status as number | null,
    stdout,
    stderr,
  }));
  return { child, ended };
}

function hindcast(home: string, ...parameters: string[]): Promise<Ended> {
  return start(home, ...parameters).ended;
}

interface RunDocument {
  job_id: string;
  state: string;
  existing: boolean;
  result_folder: string;
  summary: { metrics: Record<string, number | null>; counts: Record<string, number>; data_quality: object };
}

async function run(home: string, ...parameters: string[]): Promise<RunDocument> {
  const ended = await hindcast(home, 'run', ...parameters, '--json');
  expect(ended, ended.stderr).toMatchObject({ status: 0 });
  return JSON.parse(ended.stdout) as RunDocument;
}

let homes = 0;

/** A home of its own with both days in it: tests that wait do so at the same time. */
async function newHome(): Promise<string> {
  const home = `home-${++homes}`;
  for (const day of days) {
    await writeDayFile({ root: join(folder, home, 'cache'), feed, day, candles: minuteCandles(day) });
  }
  return home;
}

/** Resolves when the process says that it simulates. */
async function simulating(child: ChildProcess): Promise<void> {
  for await (const line of createInterface({ input: child.stderr as NodeJS.ReadableStream })) {
    if (line.includes('"phase":"simulating"')) return;
  }
}

async function jobsOf(
  home: string,
): Promise<{ job_id: string; name: string; state: string; attempt: number }[]> {
  const { stdout } = await hindcast(home, 'jobs', 'list', '--json');
  return (JSON.parse(stdout) as { jobs: Awaited<ReturnType<typeof jobsOf>> }).jobs;
}

describe.concurrent('hindcast run', { timeout: 60_000 }, () => {
  it('leaves a result that a second run finds, a forced one repeats, verify confirms and export writes', async () => {
    const home = await newHome();
    const spec = specOf(home, 'good');
    const first = await run(home, spec);
    expect(first).toMatchObject({ state: 'completed', existing: false });
    expect(first.summary.counts['scored']).toBeGreaterThan(2000);
    expect(readdirSync(first.result_folder).sort()).toEqual([
      'charts.json',
      'log.jsonl',
      'manifest.json',
      'predictions.parquet',
      'summary.json',
    ]);
    const predictions = readFileSync(join(first.result_folder, 'predictions.parquet'));

    expect(await run(home, spec)).toMatchObject({ job_id: first.job_id, existing: true });
    const forced = await run(home, spec, '--force');
    expect(forced).toMatchObject({ job_id: first.job_id, existing: false });
    expect(forced.summary.metrics).toEqual(first.summary.metrics);
    expect(readFileSync(join(first.result_folder, 'predictions.parquet')).equals(predictions)).toBe(true);

    const short = first.job_id.slice(0, 8);
    const verified = await hindcast(home, 'verify', short);
    expect(verified).toMatchObject({ status: 0, stdout: expect.stringContaining('bit for bit') });

    for (const format of ['csv', 'json', 'html']) {
      const out = join(folder, `export.${format}`);
      expect(await hindcast(home, 'export', short, '--format', format, '--out', out)).toMatchObject({
        status: 0,
      });
      expect(statSync(out).size).toBeGreaterThan(1000);
    }
    expect(readFileSync(join(folder, 'export.csv'), 'utf8').split('\n').length - 2).toBe(
      first.summary.counts['predictions'],
    );
    expect(readdirSync(join(folder, home, 'tmp'))).toEqual([]);
  });

  it('names the candle file that was altered when a result is verified', async () => {
    const home = await newHome();
    const { job_id: jobId } = await run(home, specOf(home, 'good'));
    const altered = await writeDayFile({
      root: join(folder, home, 'cache'),
      feed,
      day: '2026-01-16',
      candles: minuteCandles('2026-01-16', 1440, 200),
    });
    expect(existsSync(altered)).toBe(true);
    const ended = await hindcast(home, 'verify', jobId, '--json');
    expect(ended.status).toBe(4);
    expect(JSON.parse(ended.stderr)).toMatchObject({
      error: {
        code: 'NOT_REPRODUCED',
        message: expect.stringContaining('test/BTC/candle/1m/2026-01-16.parquet'),
      },
    });
  });

  it('ends with status 4, a sentence and a log when the model fails', async () => {
    const home = await newHome();
    const ended = await hindcast(home, 'run', specOf(home, 'tick-throws'));
    expect(ended).toMatchObject({ status: 4, stdout: '' });
    expect(ended.stderr.trimEnd().split('\n').at(-1)).toMatch(/bad tick/);
    const failed = (await jobsOf(home)).find((job) => job.name === 'tick-throws');
    expect(failed?.state).toBe('failed');
    expect((await hindcast(home, 'jobs', 'logs', failed?.job_id ?? '')).stdout).toMatch(/bad tick/);
    const refused = await hindcast(
      home,
      'export',
      failed?.job_id ?? '',
      '--format',
      'json',
      '--out',
      'x',
      '--json',
    );
    expect(JSON.parse(refused.stderr)).toMatchObject({ error: { code: 'RESULT_NOT_READY' } });
  });

  it('checks for looking ahead even when the job has a result', async () => {
    const home = await newHome();
    const spec = specOf(home, 'good', { name: 'checked' });
    await run(home, spec);
    expect(await run(home, spec, '--check-lookahead')).toMatchObject({
      existing: false,
      summary: { lookahead: { checked: true } },
    });
  });

  it('cancels at Ctrl-C, with status 130 and nothing left behind', async () => {
    const home = await newHome();
    const { child, ended } = start(home, 'run', specOf(home, 'slow'));
    await simulating(child);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({
      status: 130,
      stdout: '',
      stderr: expect.stringContaining('was cancelled'),
    });
    const cancelled = (await jobsOf(home)).find((job) => job.name === 'slow');
    expect(cancelled?.state).toBe('cancelled');
    expect(existsSync(join(folder, home, 'results', cancelled?.job_id ?? ''))).toBe(false);
    expect(readdirSync(join(folder, home, 'tmp'))).toEqual([]);
  });

  it('picks a job up again whose process was killed', async () => {
    const home = await newHome();
    const spec = specOf(home, 'slow', { name: 'killed', end: days[0], prediction_interval_seconds: 1800 });
    const { child } = start(home, 'run', spec);
    await simulating(child);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await jobsOf(home)).find((job) => job.name === 'killed')).toMatchObject({
      state: 'pending',
      attempt: 1,
    });
    expect(readdirSync(join(folder, home, 'tmp'))).toEqual([]);
    expect(await run(home, spec)).toMatchObject({ state: 'completed' });
    expect((await jobsOf(home)).find((job) => job.name === 'killed')).toMatchObject({ attempt: 2 });
  });

  it.runIf(process.platform === 'linux')(
    'Q17 ends what a model has started in a session of its own, when all that knew of it was killed',
    async ({ onTestFinished }) => {
      const home = await newHome();
      const pipe = join(folder, home, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const starts = `if (window === 200) spawn('sh', ['-c', 'echo here; exec sleep 1000'], {
        detached: true, stdio: ['ignore', openSync(${JSON.stringify(pipe)}, 'w'), 'ignore'] });`;
      const imports = `import { spawn } from 'node:child_process'; import { openSync } from 'node:fs';`;
      const slow = 'const end = Date.now() + 20; while (Date.now() < end); return { value: 1 };';
      writeFileSync(join(folder, 'breeds.js'), `${imports} ${modelThat(`${starts} ${slow}`)}`);
      // Reads until the last process that writes is gone.
      const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'ignore'] });
      onTestFinished(() => void reader.kill());
      const closed = once(reader, 'close');
      const { child } = start(home, 'run', specOf(home, 'breeds'));
      await once(reader.stdout, 'data');
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect((await jobsOf(home))[0]).toMatchObject({ name: 'breeds', state: 'pending' });
      await closed;
    },
  );

  it('runs a job once when two processes ask for it', async () => {
    const home = await newHome();
    const spec = specOf(home, 'slow', { name: 'twice', end: days[0], prediction_interval_seconds: 1800 });
    const [one, two] = await Promise.all([run(home, spec), run(home, spec)]);
    expect(one.job_id).toBe(two.job_id);
    expect((await jobsOf(home)).find((job) => job.name === 'twice')).toMatchObject({
      state: 'completed',
      attempt: 1,
    });
  });
});
