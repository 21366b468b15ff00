import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../bin/hindcast.mjs', import.meta.url));
const exampleFeeds = fileURLToPath(new URL('../../examples/coordinator/feeds.json', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-cli-'));
  writeFileSync(
    join(folder, 'model.js'),
    'export default class { tick() {} predict() { return { value: 1 } } }',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

function hindcast(...parameters: string[]): Promise<Ended> {
  const environment = { ...process.env, HINDCAST_HOME: join(folder, 'home') };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...parameters], { env: environment }, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

function errorOf(ended: Ended): { code: string; message: string; details?: Record<string, unknown> } {
  return (JSON.parse(ended.stderr) as { error: ReturnType<typeof errorOf> }).error;
}

const spec = {
  kind: 'replay',
  name: 'test',
  model: { path: 'model.js' },
  feed: { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' },
  start: '2022-01-03',
  end: '2022-01-05',
};

function writeSpec(name: string, content: object | string): string {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe.concurrent('hindcast run refuses', () => {
  it.each<[string, object | string, number, string, RegExp]>([
    ['text that is not JSON', '{"kind": "replay",', 2, 'BAD_SPEC', /is not JSON/],
    ['JSON that is no spec', '[]', 2, 'BAD_SPEC', /has no "kind"/],
    ['an unknown kind', { ...spec, kind: 'reply' }, 2, 'BAD_SPEC', /did you mean "replay"\?/],
    [
      'an unknown key, naming the nearest',
      { ...spec, windowsize: 60 },
      2,
      'BAD_SPEC',
      /"windowsize", did you mean "window_size"\?/,
    ],
    [
      'an unknown key further down',
      { ...spec, model: { path: 'model.js', exprot: 'x' } },
      2,
      'BAD_SPEC',
      /"model\.exprot", did you mean "export"\?/,
    ],
    ['reversed dates', { ...spec, end: '2022-01-02' }, 2, 'BAD_INPUT', /ends before it starts/],
    ['a date that does not exist', { ...spec, end: '2022-02-30' }, 2, 'BAD_INPUT', /2022-02-30/],
    ['a timeout out of range', { ...spec, timeout_seconds: 10 }, 2, 'BAD_SPEC', /timeout_seconds/],
    ['a model that is not there', { ...spec, model: { path: 'no.js' } }, 2, 'BAD_SPEC', /no\.js/],
    [
      'a feed it has no data of',
      { ...spec, feed: { ...spec.feed, subject: 'NOBODY' } },
      3,
      'DATA_MISSING',
      /hindcast data pull .*binance\/NOBODY\/candle\/1m --from 2022-01-03 --to 2022-01-05/,
    ],
  ])('%s', async (name, content, status, code, message) => {
    const ended = await hindcast('run', writeSpec(name.replaceAll(' ', '-'), content), '--json');
    expect(ended).toMatchObject({ status, stdout: '' });
    expect(errorOf(ended)).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('a spec file that is not there, in one sentence without --json', async () => {
    const ended = await hindcast('run', join(folder, 'nowhere.json'));
    expect(ended).toEqual({
      status: 2,
      stdout: '',
      stderr: `There is no file ${join(folder, 'nowhere.json')}.\n`,
    });
  });
});

describe.concurrent('hindcast', () => {
  it.each([
    [['run', '--help'], /--check-lookahead/],
    [['jobs', 'list', '--help'], /--state/],
    [['export', '--help'], /html/],
    [['coordinator', 'serve', '--help'], /--config/],
    [['data', 'pull', '--help'], /HINDCAST_API_KEY/],
    [['data', 'index', '--help'], /HINDCAST_API_KEY/],
    [['data', 'import', '--help'], /--skip-bad-rows/],
    [['doctor', '--help'], /--json/],
    [['--version'], /^\d+\.\d+\.\d+$/m],
  ])('%s explains itself', async (parameters, text) => {
    const ended = await hindcast(...parameters);
    expect(ended.status).toBe(0);
    expect(ended.stdout).toMatch(text);
  });

  it.each([
    [['runn'], /did you mean run/i],
    [['run', 'x.json', '--forse'], /did you mean --force/i],
    [['run'], /missing required argument/i],
    [['jobs', 'list', '--limit', 'many'], /--limit is "many"/],
    [['jobs', 'list', '--state', 'runing'], /did you mean "running"/],
    [['jobs', 'show', 'not-an-id'], /is not a job id/],
    [['jobs', 'logs', 'abc'], /There is no job "abc"/],
    [['jobs', 'cancel', 'abc'], /There is no job "abc"/],
    [['verify', 'abc'], /There is no job "abc"/],
    [['export', 'abc', '--format', 'json', '--out', 'x'], /There is no job "abc"/],
    [['export', 'abc', '--format', 'xml', '--out', 'x'], /There is no format "xml"/],
    [['coordinator', 'serve', '--config', 'nowhere.json'], /nowhere\.json/],
    [['coordinator', 'serve', '--config', exampleFeeds, '--limit', 'download=1'], /"download".*"downloads"/],
    [['data', 'list', '--feed', 'a/b/candle/1m'], /There are no candles of a\/b\/candle\/1m/],
    [['data', 'remove', '--feed', 'a/b/candle/1m'], /There are no candles of a\/b\/candle\/1m/],
    [['data', 'index', '--feed', 'BTC'], /is not a feed/],
    [['data', 'import', 'nowhere.csv', '--feed', 'BTC'], /is not a feed/],
    [
      ['data', 'pull', '--feed', 'a/b/candle/1m', '--from', '2022-01-03', '--to', '2022-01-02'],
      /ends before it starts/,
    ],
  ])('%s is refused with status 2', async (parameters, message) => {
    const ended = await hindcast(...parameters);
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toMatch(message);
  });

  it('lists no jobs where there are none, as text and as JSON', async () => {
    expect((await hindcast('jobs', 'list')).stdout).toBe('There are no such jobs.\n');
    const { stdout } = await hindcast('jobs', 'list', '--json');
    expect(JSON.parse(stdout)).toEqual({ jobs: [], next_cursor: null });
  });

  it('doctor finds what a run needs', async () => {
    const ended = await hindcast('doctor', '--json', '--home', join(folder, 'doctor'));
    const report = JSON.parse(ended.stdout) as { healthy: boolean; checks: { name: string }[] };
    expect(ended.status).toBe(0);
    expect(report.healthy).toBe(true);
    expect(report.checks.map((check) => check.name)).toEqual(
      expect.arrayContaining(['node', 'home', 'disk', 'sqlite', 'duckdb', 'python']),
    );
    expect(existsSync(join(folder, 'doctor', 'cache'))).toBe(true);
  });

  it('data pull ends with status 3 when no coordinator answers', async () => {
    const range = ['--feed', 'a/b/candle/1m', '--from', '2022-01-03', '--to', '2022-01-03'];
    const ended = await hindcast('data', 'pull', '--coordinator', 'http://127.0.0.1:1', ...range, '--json');
    expect(ended.status).toBe(3);
    expect(errorOf(ended).code).toBe('COORDINATOR_UNREACHABLE');
  });

  it('data import files candles that a run then finds, and data list and verify know', async () => {
    const rows = Array.from({ length: 1440 }, (_, minute) => {
      const time = new Date(Date.UTC(2022, 0, 3) + minute * 60_000).toISOString();
      return `${time},${100 + (minute % 7)}`;
    });
    const csv = join(folder, 'own.csv');
    writeFileSync(csv, `time,close\n${rows.join('\n')}\n`);
    const home = ['--home', join(folder, 'import')];
    const imported = await hindcast('data', 'import', csv, '--feed', 'own/X/candle/1m', '--json', ...home);
    expect(JSON.parse(imported.stdout)).toMatchObject({ rows_read: 1440, bad_rows: 0 });
    expect((await hindcast('data', 'list', ...home)).stdout).toMatch(/own\/X\/candle\/1m: 1,440 candles/);
    expect((await hindcast('data', 'verify', ...home)).stdout).toMatch(/all are good/);
    const feed = { source: 'own', subject: 'X', kind: 'candle', granularity: '1m' };
    const path = writeSpec('own', { ...spec, feed, end: '2022-01-04' });
    const ran = await hindcast('run', path, ...home);
    expect(ran, ran.stderr).toMatchObject({ status: 0, stdout: expect.stringMatching(/Mean score/) });
    expect(ran.stdout).toMatch(/1 day missing/);
  });

  it('coordinator serve says where it listens, and ends when it is told to', async () => {
    const limits = ['--limit', 'downloads=1', '--limit', 'connections=8'];
    const options = ['--config', exampleFeeds, '--port', '0', '--home', join(folder, 'serve'), ...limits];
    const child = spawn(process.execPath, [program, 'coordinator', 'serve', ...options], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line.toString())?.[0] ?? '';
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it('schema prints the schema of job specs', async () => {
    const { stdout } = await hindcast('schema');
    expect(JSON.parse(stdout)).toMatchObject({ title: 'Hindcast job spec', type: 'object' });
  });
});
