import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApiClient } from '../../src-core/api/client.ts';
import { operations } from '../../src-core/api/contract.ts';
import { tokenFor, WebClient } from '../api/web-client.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const programs = {
  sources: fileURLToPath(new URL('../../src-main/cli/cli-process.ts', import.meta.url)),
  built: fileURLToPath(new URL('../../out/main/cli.js', import.meta.url)),
};

interface Served {
  readonly process: ChildProcessWithoutNullStreams;
  readonly owner: string;
  readonly viewer: string;
  /** The pair of links that Enter brings. */
  readonly nextLinks: () => Promise<Record<string, string>>;
}

async function serve(
  program: keyof typeof programs,
  home: string,
  { parameters = [], environment = {} }: { parameters?: string[]; environment?: NodeJS.ProcessEnv } = {},
): Promise<Served> {
  const child = spawn(
    process.execPath,
    [programs[program], 'serve', '--json', '--home', home, ...parameters],
    {
      env: { ...process.env, ...environment },
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLinks = async (): Promise<Record<string, string>> => {
    const line = await lines.next();
    if (line.done === true) throw new Error(await text(child.stderr));
    return JSON.parse(line.value) as Record<string, string>;
  };
  const links = await nextLinks();
  return { process: child, owner: links['owner_url'] ?? '', viewer: links['viewer_url'] ?? '', nextLinks };
}

async function connect(link: string) {
  const carrier = await new WebClient(new URL(link).origin, await tokenFor(link)).open();
  onTestFinished(() => carrier.close());
  return createApiClient(carrier);
}

async function interrupt(child: ChildProcessWithoutNullStreams): Promise<unknown> {
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  return (await exited)[0];
}

/** Predicts once in 20 ms, which takes minutes for the days of the example. */
const slowModel =
  'export default class { tick() {} predict() { const end = Date.now() + 20; while (Date.now() < end); return { value: 1 } } }';

describe.each(['sources', 'built'] as const)('hindcast serve from %s', (program) => {
  it('serves the page and the API until Ctrl-C', async () => {
    const { process: child, owner } = await serve(program, temporaryFolder());
    const page = await fetch(owner);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<div id="root">')]);
    const api = await connect(owner);
    expect(await api.call('app.info', {})).toMatchObject({
      role: 'owner',
      capabilities: { shell: 'web', fileDialogs: false },
    });
    expect(await interrupt(child)).toBe(0);
  });
});

describe('hindcast serve', () => {
  it('prints new links when Enter is pressed, and those before stop working', async () => {
    const { process: child, owner, viewer, nextLinks } = await serve('sources', temporaryFolder());
    const api = await connect(viewer);
    expect((await api.call('app.info', {})).role).toBe('viewer');
    child.stdin.write('\n');
    const newer = (await nextLinks())['owner_url'] ?? '';
    expect(newer).not.toBe(owner);
    await expect(tokenFor(owner)).rejects.toThrow();
    expect((await (await connect(newer)).call('app.info', {})).role).toBe('owner');
    expect(await interrupt(child)).toBe(0);
  });

  it('gives a running job back to the queue at Ctrl-C, and takes it up at the next start', async () => {
    const folder = temporaryFolder();
    const [home, models] = [join(folder, 'home'), join(folder, 'models')];
    mkdirSync(models);
    writeFileSync(join(models, 'slow.js'), slowModel);
    const first = await serve('sources', home, { parameters: ['--folder', models] });
    const api = await connect(first.owner);
    await api.call('jobs.example', {});
    const example = JSON.parse(readFileSync('resources/sample/example-job.json', 'utf8')) as object;
    const spec = { ...example, model: { path: join(models, 'slow.js') } };
    const { jobId } = await api.call('jobs.submit', { spec });
    const isSimulating = new Promise<void>((resolve) => {
      api.onEvent(({ event }) => {
        const isIt = event.type === 'progress' && event.jobId === jobId;
        if (isIt && event.progress.phase === 'simulating') resolve();
      });
    });
    await isSimulating;
    expect(await interrupt(first.process)).toBe(0);
    const second = await serve('sources', home, { parameters: ['--folder', models] });
    const again = await connect(second.owner);
    const { row, events } = await again.call('jobs.get', { jobId });
    expect(['pending', 'running']).toContain(row.state);
    expect(events.map(({ type }) => type)).not.toContain('failed');
    const { done } = await again.call('jobs.cancel', { jobIds: [jobId] });
    expect(done).toEqual([jobId]);
    expect(await interrupt(second.process)).toBe(0);
  });

  it.each([
    [['--port', 'x'], 'is not a port'],
    [['--port', '70000'], 'is not a port'],
    [['--folder', '/absent/folder'], 'is not a folder'],
  ])('refuses %j', async (parameters, reason) => {
    await expect(serve('sources', temporaryFolder(), { parameters })).rejects.toThrow(reason);
  });

  it('has no way around signing in, whatever the environment says', async () => {
    const yes = [
      'NODE_ENV',
      'ENV',
      'DEV',
      'DEBUG',
      'CI',
      'TEST',
      'VITEST',
      'VITE',
      'HINDCAST_DEV',
      'HINDCAST_DEBUG',
    ];
    const more = [
      'HINDCAST_TEST',
      'HINDCAST_NO_AUTH',
      'HINDCAST_AUTH',
      'HINDCAST_INSECURE',
      'HINDCAST_TOKEN',
    ];
    const odd = [
      'BACKTEST_DEV_AUTH',
      'DISABLE_AUTH',
      'SKIP_AUTH',
      'NO_AUTH',
      'ELECTRON_IS_DEV',
      'ELECTRON_RUN_AS_NODE',
    ];
    const names = [...yes, ...more, ...odd];
    for (const value of ['development', '1']) {
      const environment = Object.fromEntries(names.map((name) => [name, value]));
      const { process: child, owner } = await serve('built', temporaryFolder(), { environment });
      const { origin } = new URL(owner);
      for (const [op, { type }] of Object.entries(operations)) {
        for (const token of ['', 'development', '1', 'dev', 'test']) {
          const response = await fetch(`${origin}/api/${op}`, {
            method: 'POST',
            headers: { origin, 'content-type': 'application/json', authorization: `Bearer ${token}` },
            body: JSON.stringify({ v: 1, op, input: {} }),
          });
          expect([type, op, token, response.status]).toEqual([type, op, token, 401]);
        }
      }
      expect((await fetch(`${origin}/exports/x`)).status).toBe(401);
      const foreign = { origin: 'http://localhost:5173', 'content-type': 'application/json' };
      expect((await fetch(`${origin}/api/app.info`, { method: 'POST', headers: foreign })).status).toBe(403);
      await interrupt(child);
    }
  });

  it('asks the environment nothing where it decides who may do what', () => {
    const deciding = globSync('src-main/{web,services/api}/**/*.ts', { exclude: ['**/*.test.ts'] });
    expect(deciding.length).toBeGreaterThan(15);
    for (const file of deciding) {
      expect([file, /process\.env|import\.meta\.env|NODE_ENV/.test(readFileSync(file, 'utf8'))]).toEqual([
        file,
        false,
      ]);
    }
  });
});
