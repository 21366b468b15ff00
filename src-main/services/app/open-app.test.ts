import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApiClient, type ApiClient } from '../../../src-core/api/client.ts';
import type { InputOf } from '../../../src-core/api/contract.ts';
import type { ApiEvent } from '../../../src-core/api/events.ts';
import type { Role } from '../../../src-core/api/permissions.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { memoryCarrier } from '../api/memory-carrier.ts';
import { resolveHome } from '../home/home.ts';
import { ForkedNodeSpawner } from '../processes/forked-node-spawner.ts';
import { SessionSecretStore } from '../settings/secret-store.ts';
import { defaultSettings } from '../settings/settings-store.ts';
import type { App } from './app.ts';
import { openApp } from './open-app.ts';
import type { ShellPorts } from './shell-ports.ts';

type JsonValue = InputOf<'jobs.submit'>['spec'][string];

interface Opened {
  readonly app: App;
  readonly api: ApiClient;
  readonly events: ApiEvent[];
  /** Resolves with the first event, past or to come, that is of use. */
  readonly when: <Found>(find: (event: ApiEvent) => Found | undefined) => Promise<Found>;
}

async function open(root: string, role: Role = 'owner', more: Partial<ShellPorts> = {}): Promise<Opened> {
  const app = await openApp(resolveHome(root, {}), {
    spawner: new ForkedNodeSpawner(process.env),
    secrets: new SessionSecretStore(),
    capabilities: { shell: 'memory', fileDialogs: false, keepsSecrets: false, notifications: false },
    trustsPaths: false,
    chooseFile: () => Promise.resolve(null),
    saveFile: () => Promise.resolve(null),
    ...more,
  });
  onTestFinished(() => app.close());
  const api = createApiClient(memoryCarrier(app.host, app.hub, role));
  const events: ApiEvent[] = [];
  api.onEvent(({ event }) => events.push(event));
  const when = <Found>(find: (event: ApiEvent) => Found | undefined): Promise<Found> =>
    new Promise((resolve) => {
      const look = (event: ApiEvent): void => {
        const found = find(event);
        if (found !== undefined) resolve(found);
      };
      for (const event of events) look(event);
      api.onEvent(({ event }) => look(event));
    });
  return { app, api, events, when };
}

const ended =
  (jobId: string) =>
  (event: ApiEvent): string | undefined =>
    event.type === 'job' && event.job.jobId === jobId && event.job.completedAt !== null
      ? event.job.state
      : undefined;

describe('an open application', () => {
  it('runs the example, tells of it, shows it and exports it', { timeout: 60_000 }, async () => {
    const root = temporaryFolder();
    const { app, api, events, when } = await open(root);
    const { jobId } = await api.call('jobs.example', {});
    expect(await when(ended(jobId))).toBe('completed');
    await when((event) => (event.type === 'status' && event.status.resultBytes > 0 ? true : undefined));
    const snapshot = await api.call('app.snapshot', {});
    expect(snapshot.jobs.map((job) => [job.jobId, job.state])).toEqual([[jobId, 'completed']]);
    expect(snapshot.status).toMatchObject({ pending: 0, running: 0, endedToday: 1, network: 'unused' });
    expect(snapshot.status.cacheBytes).toBeGreaterThan(0);
    // What comes by other ways is counted as soon as anybody looks.
    writeFileSync(join(root, 'cache', 'stray.parquet'), 'x'.repeat(4096));
    const { cacheBytes } = await api.call('data.usage', {});
    expect(cacheBytes).toBeGreaterThan(snapshot.status.cacheBytes);
    expect((await api.call('app.snapshot', {})).status.cacheBytes).toBe(cacheBytes);
    expect(events.some((event) => event.type === 'progress' && event.jobId === jobId)).toBe(true);
    const { exportId, sizeBytes } = await api.call('exports.create', { jobIds: [jobId], format: 'json' });
    const file = app.exportFile(exportId);
    expect(readFileSync(file.path)).toHaveLength(sizeBytes);
    expect(() => app.exportFile('unknown')).toThrow(/export/);
  });

  it('shares its home with others that are open', { timeout: 60_000 }, async () => {
    const root = temporaryFolder();
    const [first, second] = [await open(root), await open(root)];
    const { jobId } = await first.api.call('jobs.example', {});
    expect(await Promise.all([first, second].map(({ when }) => when(ended(jobId))))).toEqual([
      'completed',
      'completed',
    ]);
    const [one, two] = await Promise.all(
      [first, second].map(async ({ api }) => (await api.call('app.snapshot', {})).jobs),
    );
    expect(one).toEqual(two);
  });

  it('says what it is, to whom, and where', async () => {
    const root = temporaryFolder();
    const { api } = await open(root, 'viewer');
    const info = await api.call('app.info', {});
    expect(info).toMatchObject({
      home: root,
      role: 'viewer',
      permissions: ['VIEW_PNL'],
      platform: process.platform,
    });
  });

  it('tries for its owner what runs need, with the Python that was chosen', async () => {
    const root = temporaryFolder();
    const owner = await open(root);
    const python = join(root, 'no-python');
    await owner.api.call('settings.update', { python });
    const { checks } = await owner.api.call('app.checkup', {});
    expect(checks).toContainEqual({ name: 'home', status: 'ok', detail: `${root} can be written` });
    expect(checks).toContainEqual(
      expect.objectContaining({ name: 'python', status: 'warning', detail: expect.stringContaining(python) }),
    );
    const viewer = await open(temporaryFolder(), 'viewer');
    await expect(viewer.api.call('app.checkup', {})).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  it('tells in its diagnostics what went wrong, and no key', async () => {
    const secrets = new SessionSecretStore();
    const root = temporaryFolder();
    const { app, api } = await open(root, 'owner', { secrets });
    const coordinator = {
      coordinatorId: null,
      name: 'Mine',
      url: 'http://127.0.0.1:9',
      apiKey: 'very-secret-key',
    };
    await api.call('coordinators.save', coordinator);
    app.reportTrouble('a window', new Error('It went dark.'));
    const { text } = await api.call('app.diagnostics', {});
    expect(text).toContain('a window INTERNAL: It went dark.');
    expect(text).toContain(process.version);
    await app.close();
    for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      const content = /\.(json|jsonl|db|db-wal)$/.test(name) ? readFileSync(join(root, name), 'utf8') : '';
      expect([name, content.includes('very-secret-key')]).toEqual([name, false]);
    }
    const log = readFileSync(join(root, 'logs', 'hindcast.jsonl'), 'utf8');
    expect(log).toContain('It went dark.');
    expect(log.match(/"event":"app_\w+"/g)).toEqual(['"event":"app_started"', '"event":"app_stopped"']);
  });

  it('closes once, however often it is told to', async () => {
    const { app } = await open(temporaryFolder());
    await Promise.all([app.close(), app.close()]);
    await app.close();
  });
});

describe('settings', () => {
  it('have defaults, are kept, and are told of', async () => {
    const root = temporaryFolder();
    const { app, api, when } = await open(root);
    expect(await api.call('settings.get', {})).toEqual(defaultSettings);
    await api.call('settings.update', { retentionDays: 30, python: '/opt/venv' });
    await when((event) => (event.type === 'stale' && event.area === 'settings' ? true : undefined));
    await app.close();
    expect(JSON.parse(readFileSync(join(root, 'settings.json'), 'utf8'))).toMatchObject({
      schema_version: 1,
      retention_days: 30,
    });
    const again = await open(root);
    expect(await again.api.call('settings.get', {})).toMatchObject({
      retentionDays: 30,
      python: '/opt/venv',
    });
  });

  it('change the slots of the queue at once', async () => {
    const { api, when } = await open(temporaryFolder());
    expect((await api.call('app.snapshot', {})).slots).toHaveLength(defaultSettings.slots);
    await api.call('settings.update', { slots: 5 });
    await when((event) => (event.type === 'slots' && event.slots.length === 5 ? true : undefined));
    expect((await api.call('app.snapshot', {})).slots).toHaveLength(5);
  });

  it('take only folders that are there', async () => {
    const root = temporaryFolder();
    const { api } = await open(root);
    const models = join(root, 'my-models');
    for (const folders of [[models], ['my-models'], [join(root, 'settings.json')], ['\0']]) {
      await expect(api.call('settings.update', { folders })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
    mkdirSync(models);
    expect((await api.call('settings.update', { folders: [models] })).folders).toEqual([models]);
  });

  it('that are damaged are put aside, and the next start goes on without them', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'settings.json'), '{"slots": 900');
    await expect(open(root)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('put aside'),
    });
    const { api } = await open(root);
    expect(await api.call('settings.get', {})).toEqual(defaultSettings);
  });
});

describe('files that a page may name', () => {
  const sample = new URL('../../../resources/sample/example-job.json', import.meta.url);
  const spec = (path: string): Record<string, JsonValue> => {
    const example = JSON.parse(readFileSync(sample, 'utf8')) as { model: object };
    return { ...example, model: { ...example.model, path } };
  };

  it('are those of open folders, of the examples and of uploads', async () => {
    const root = temporaryFolder();
    const [outside, chosen, forNow] = ['outside', 'chosen', 'for-now'].map((name) => join(root, name)) as [
      string,
      string,
      string,
    ];
    for (const folder of [outside, chosen, forNow]) {
      mkdirSync(folder);
      writeFileSync(join(folder, 'model.py'), 'x');
    }
    const { api } = await open(join(root, 'home'), 'owner', { folders: [forNow] });
    const codeOf = (path: string): Promise<string> =>
      api.call('jobs.submit', { spec: spec(path) }).then(
        () => 'none',
        (error: unknown) => (error as { code: string }).code,
      );
    for (const folder of [outside, chosen])
      expect(await codeOf(join(folder, 'model.py'))).toBe('UNSAFE_PATH');
    expect(await codeOf('/etc/passwd')).toBe('UNSAFE_PATH');
    expect(await codeOf(join(forNow, 'model.py'))).not.toBe('UNSAFE_PATH');
    await api.call('settings.update', { folders: [chosen] });
    expect(await codeOf(join(chosen, 'model.py'))).not.toBe('UNSAFE_PATH');
    const content = new TextEncoder().encode('x');
    const { path } = await api.call('files.upload', { name: 'model.py', content });
    expect(await codeOf(path)).not.toBe('UNSAFE_PATH');
    const { entries } = await api.call('files.list', { folder: null, purpose: 'model' });
    expect(entries.map(({ path: folder }) => folder)).toEqual([
      forNow,
      chosen,
      expect.stringMatching(/examples.$/),
    ]);
  });

  it('are all of this machine where the shell trusts its caller', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'model.py'), 'x');
    const { api } = await open(join(root, 'home'), 'owner', { trustsPaths: true });
    const submitting = api.call('jobs.submit', { spec: spec(join(root, 'model.py')) });
    await expect(submitting).rejects.not.toMatchObject({ code: 'UNSAFE_PATH' });
  });
});
