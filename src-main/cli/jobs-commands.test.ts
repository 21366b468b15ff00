import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDay, parseMoment } from './parse-options.ts';

const program = fileURLToPath(new URL('../../bin/hindcast.mjs', import.meta.url));

let folder: string;
let template: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-jobs-cli-'));
  template = join(folder, 'template');
  writeFileSync(
    join(folder, 'model.js'),
    'export default class { tick() {} predict() { return { value: 1 } } }',
  );
  const rows = Array.from({ length: 1440 }, (_, minute) => {
    const time = new Date(Date.UTC(2022, 0, 3) + minute * 60_000).toISOString();
    return `${time},${100 + (minute % 7)}`;
  });
  const csv = join(folder, 'own.csv');
  writeFileSync(csv, `time,close\n${rows.join('\n')}\n`);
  await hindcast(template, 'data', 'import', csv, '--feed', 'own/X/candle/1m');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

function hindcast(home: string, ...parameters: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const call = [program, ...parameters, '--home', home];
    execFile(process.execPath, call, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** Calls, requires that it went well, and reads the document. */
async function asked<Document>(home: string, ...parameters: string[]): Promise<Document> {
  const ended = await hindcast(home, ...parameters, '--json');
  expect(ended, ended.stderr).toMatchObject({ status: 0 });
  return JSON.parse(ended.stdout) as Document;
}

let homes = 0;

/** A home of its own with candles in it. */
function newHome(): string {
  const home = join(folder, `home-${++homes}`);
  const days = 'cache/own/X/candle/1m';
  mkdirSync(join(home, days), { recursive: true });
  for (const name of readdirSync(join(template, days))) {
    copyFileSync(join(template, days, name), join(home, days, name));
  }
  for (const name of readdirSync(join(template, 'cache')).filter((entry) => /\.\w+$/.test(entry))) {
    copyFileSync(join(template, 'cache', name), join(home, 'cache', name));
  }
  return home;
}

function writeSpec(name: string, change: object = {}): string {
  const path = join(folder, `${name}.json`);
  const spec = {
    kind: 'replay',
    name,
    model: { path: 'model.js' },
    feed: { source: 'own', subject: 'X', kind: 'candle', granularity: '1m' },
    start: '2022-01-03',
    end: '2022-01-03',
    ...change,
  };
  writeFileSync(path, JSON.stringify(spec));
  return path;
}

interface Submitted {
  group_id: string | null;
  jobs: { job_id: string; name: string; state: string; existing: boolean }[];
}
interface Listed {
  jobs: { job_id: string; name: string; state: string; priority: string; not_before: string | null }[];
}

const namesOf = ({ jobs }: Listed): string[] => jobs.map(({ name }) => name);

describe.concurrent('hindcast jobs', () => {
  it('Q12 Q10 Q9 submit queues, work runs in order, and all is told', { timeout: 120_000 }, async () => {
    const home = newHome();
    const { group_id, jobs } = await asked<Submitted>(
      home,
      'jobs',
      'submit',
      writeSpec('first'),
      writeSpec('second'),
      '--group',
      'sweep',
    );
    const [first, second] = jobs.map(({ job_id }) => job_id);
    const later = await asked<Submitted>(home, 'jobs', 'submit', writeSpec('third'), '--after', first ?? '');
    const third = later.jobs[0]?.job_id ?? '';
    await asked(home, 'jobs', 'submit', writeSpec('planned'), '--not-before', '2199-01-01');
    expect(await asked(home, 'jobs', 'groups')).toMatchObject({
      groups: [{ group_id, name: 'sweep', counts: { pending: 2 }, fraction: 0 }],
    });
    expect((await hindcast(home, 'jobs', 'show', third)).stdout).toMatch(/after +[0-9a-f]{12}/);
    await asked(home, 'jobs', 'pause');
    expect(await asked(home, 'jobs', 'work', '--until-idle')).toEqual({ jobs: [] });
    await asked(home, 'jobs', 'resume');
    await asked(home, 'jobs', 'move', second ?? '', '--front');
    const worked = await asked<Listed>(home, 'jobs', 'work', '--until-idle', '--slots', '1');
    expect(namesOf(worked)).toEqual(['second', 'first', 'third']);
    expect(await asked(home, 'jobs', 'stats')).toMatchObject({
      depth: { running: 0, ready: 0, scheduled: 1, blocked: 0 },
      run_seconds: { all: { count: 3 } },
      failures: [],
    });
    expect((await hindcast(home, 'jobs', 'show', third)).stdout).toMatch(
      /after .*completed[^]*size +[0-9.]+ kB/,
    );
    expect(await asked(home, 'jobs', 'doctor', '--deep')).toEqual({ healthy: true, findings: [] });
    expect(await asked(home, 'jobs', 'groups')).toMatchObject({ groups: [{ fraction: 1 }] });
    expect((await hindcast(home, 'jobs', 'stats')).stdout).toMatch(/run, all +3 jobs/);
  });

  it('Q8 Q34 orders what waits, and lists by what is asked for', { timeout: 120_000 }, async () => {
    const home = newHome();
    const specs = ['a', 'b', 'c'].map((name) => writeSpec(`list-${name}`));
    const { jobs } = await asked<Submitted>(home, 'jobs', 'submit', ...specs, '--group', 'g');
    const [a = '', b = '', c = ''] = jobs.map(({ job_id }) => job_id);
    await asked(home, 'jobs', 'priority', a, b, '--to', 'high');
    await asked(home, 'jobs', 'schedule', b, '--at', '2199-01-01 08:00');
    const filters = ['--group', 'g', '--kind', 'replay', '--from', '2020-01-01', '--state', 'pending'];
    const listed = await asked<Listed>(home, 'jobs', 'list', ...filters, '--name', 'list-b');
    expect(listed.jobs).toMatchObject([{ priority: 'high', not_before: '2199-01-01T08:00:00.000Z' }]);
    expect(namesOf(await asked(home, 'jobs', 'list', '--owner', 'nobody-of-this-name'))).toEqual([]);
    expect(namesOf(await asked(home, 'jobs', 'list', '--to', '2020-01-01'))).toEqual([]);
    expect(await asked(home, 'jobs', 'schedule', b, '--now')).toEqual({ done: [b], failed: [] });
    expect(await asked(home, 'jobs', 'cancel', '--group', 'g')).toMatchObject({ failed: [] });
    expect(await asked(home, 'jobs', 'move', c, '--front')).toEqual({ moved: [], not_waiting: [c] });
    const refused = await hindcast(home, 'jobs', 'priority', c, '--to', 'low', '--json');
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(await asked(home, 'jobs', 'retry', a)).toEqual({ done: [a], failed: [] });
    expect(await asked(home, 'jobs', 'remove', b, c)).toEqual({ done: [b, c], failed: [] });
    expect(namesOf(await asked(home, 'jobs', 'list'))).toEqual(['list-a']);
    expect(await asked(home, 'jobs', 'prune', '--days', '1', '--dry-run')).toMatchObject({ count: 0 });
    expect(await asked(home, 'jobs', 'prune', '--days', '1')).toMatchObject({ count: 0 });
  });

  it('tells why a job failed once in its log, and shortly in the list', { timeout: 60_000 }, async () => {
    const home = newHome();
    writeFileSync(join(folder, 'broken.js'), "throw new Error('no such tracker');");
    const spec = writeSpec('broken', { model: { path: 'broken.js' } });
    const { jobs } = await asked<Submitted>(home, 'jobs', 'submit', spec);
    await asked(home, 'jobs', 'work', '--until-idle');
    const id = jobs[0]?.job_id ?? '';
    const { lines } = await asked<{ lines: { message: string }[] }>(home, 'jobs', 'logs', id);
    const messages = lines.map(({ message }) => message);
    const { error } = await asked<{ error: { message: string } }>(home, 'jobs', 'show', id);
    const [first = ''] = error.message.split('\n');
    expect(messages.filter((message) => message.includes(first))).toEqual([`MODEL_LOAD_FAILED: ${first}`]);
    expect(messages).toContainEqual(expect.stringMatching(/^ +at .*broken\.js/));
    const { stdout } = await hindcast(home, 'jobs', 'list');
    expect(stdout).toContain('MODEL_LOAD_FAILED: ');
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  it('submit queues all specs or none', { timeout: 60_000 }, async () => {
    const home = newHome();
    const bad = writeSpec('bad', { windowsize: 3 });
    const refused = await hindcast(home, 'jobs', 'submit', writeSpec('good'), bad, '--group', 'g', '--json');
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(await asked(home, 'jobs', 'list')).toMatchObject({ jobs: [] });
    expect(await asked(home, 'jobs', 'groups')).toEqual({ groups: [] });
  });

  it('D20 submit names days that were altered after they were verified', { timeout: 60_000 }, async () => {
    const [home, other] = [newHome(), join(folder, 'other')];
    const csv = join(folder, 'other.csv');
    writeFileSync(csv, 'time,close\n2022-01-03T00:00Z,1\n2022-01-03T00:01Z,2\n');
    await hindcast(other, 'data', 'import', csv, '--feed', 'own/X/candle/1m');
    const day = 'cache/own/X/candle/1m/2022-01-03.parquet';
    copyFileSync(join(other, day), join(home, day));
    const submitted = await hindcast(home, 'jobs', 'submit', writeSpec('altered'));
    expect(submitted.stdout).toContain('queued. 1 day was altered after being verified: 2022-01-03.');
  });

  it('doctor ends with an error until what is wrong is repaired', { timeout: 60_000 }, async () => {
    const home = newHome();
    await asked(home, 'jobs', 'list');
    const stray = 'f'.repeat(32);
    mkdirSync(join(home, 'results', stray));
    const found = await asked<{ findings: object[] }>(home, 'jobs', 'doctor');
    expect(found.findings).toMatchObject([{ code: 'RESULT_WITHOUT_JOB', is_repaired: false }]);
    expect((await hindcast(home, 'jobs', 'doctor')).stdout).toMatch(
      /--repair moves the folder to lost\+found/,
    );
    expect((await hindcast(home, 'jobs', 'doctor', '--repair')).stdout).toMatch(/^repaired/);
    expect(existsSync(join(home, 'lost+found', stray))).toBe(true);
    expect((await hindcast(home, 'jobs', 'doctor')).stdout).toBe('Nothing is wrong with the queue.\n');
  });

  it('Q27 work gives back what it runs when it is interrupted', { timeout: 60_000 }, async () => {
    const home = newHome();
    writeFileSync(join(folder, 'slow.js'), 'export default class { tick() { for (;;) {} } predict() {} }');
    const { jobs } = await asked<Submitted>(
      home,
      'jobs',
      'submit',
      writeSpec('slow', { model: { path: 'slow.js' } }),
    );
    const child = spawn(process.execPath, [program, 'jobs', 'work', '--json', '--home', home], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const id = jobs[0]?.job_id ?? '';
    for (;;) {
      const [job] = (await asked<Listed>(home, 'jobs', 'list')).jobs;
      if (job?.state === 'running') break;
    }
    child.kill('SIGINT');
    expect((await once(child, 'exit'))[0]).toBe(0);
    expect(await asked(home, 'jobs', 'show', id)).toMatchObject({ state: 'pending', retries: 0 });
  });

  it.each([
    [['jobs', 'move', 'abc', '--front', '--back'], /one of --front, --back and --before/],
    [['jobs', 'schedule', 'abc'], /one of --at TIME and --now/],
    [['jobs', 'schedule', 'abc', '--at', 'soon'], /--at is "soon"/],
    [['jobs', 'priority', 'abc', '--to', 'hgih'], /did you mean "high"/],
    [['jobs', 'cancel'], /a job, or --group/],
    [['jobs', 'cancel', '--group', 'g'], /There is no group "g"/],
    [['jobs', 'retry', 'abc'], /There is no job "abc"/],
    [['jobs', 'prune', '--days', '0'], /--days is "0"/],
    [['jobs', 'work', '--slots', 'all'], /--slots is "all"/],
    [['jobs', 'list', '--from', '3 May'], /--from is "3 May"/],
    [['jobs', 'submit'], /missing required argument/i],
  ])('%s is refused with status 2', async (parameters, message) => {
    const ended = await hindcast(join(folder, 'refusals'), ...parameters);
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toMatch(message);
  });
});

it('moments without a zone are UTC', () => {
  expect(parseMoment('--at', '2026-11-22')).toBe('2026-11-22T00:00:00.000Z');
  expect(parseMoment('--at', '2026-11-22 08:30')).toBe('2026-11-22T08:30:00.000Z');
  expect(parseMoment('--at', '2026-11-22T08:30:05+02:00')).toBe('2026-11-22T06:30:05.000Z');
  for (const text of ['', 'soon', '2026-13-01', '08:00', '2026-11-22T25:00']) {
    expect(() => parseMoment('--at', text)).toThrow(/--at is/);
  }
  expect(() => parseDay('--from', '2026-11-31x')).toThrow(/--from is/);
});
