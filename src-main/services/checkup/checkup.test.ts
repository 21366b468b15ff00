import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkNames, type Check } from '../../../src-core/api/contract/app.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { resolveHome } from '../home/home.ts';
import { ForkedNodeSpawner } from '../processes/forked-node-spawner.ts';
import { checkup } from './checkup.ts';
import { checkPython } from './python-check.ts';

afterEach(() => void vi.unstubAllEnvs());

const statuses = (checks: readonly Check[]): Record<string, Check['status']> =>
  Object.fromEntries(checks.map(({ name, status }) => [name, status]));

describe('a checkup', () => {
  it('tries everything that runs need', async () => {
    const home = resolveHome(join(temporaryFolder(), 'home'), {});
    const checks = await checkup(home, new ForkedNodeSpawner(process.env), '');
    expect(checks.map(({ name }) => name)).toEqual(checkNames);
    // A machine may have no Python, and a disk that is nearly full.
    expect(statuses(checks)).toMatchObject({
      home: 'ok',
      sqlite: 'ok',
      duckdb: 'ok',
      worker: 'ok',
      reports: 'ok',
    });
    expect(checks[0]?.detail).toBe(`${home.root} can be written`);
  });

  it('says what is not there', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'file');
    writeFileSync(file, 'process.exit(1)');
    const broken = pathToFileURL(file);
    const spawner = new ForkedNodeSpawner(process.env, { job: broken, data: broken });
    const checks = await checkup(resolveHome(file, {}), spawner, join(folder, 'no-python'));
    expect(statuses(checks)).toEqual({
      home: 'failed',
      disk: expect.any(String),
      sqlite: 'ok',
      duckdb: 'failed',
      worker: 'failed',
      reports: 'ok',
      python: 'warning',
    });
    const details = checks.map(({ detail }) => detail);
    expect(details.at(3)).toMatch(/ended unexpectedly/);
    expect(details.at(4)).toMatch(/ended at once/);
    expect(details.at(-1)).toContain('no-python is no Python that starts');
  });
});

describe.skipIf(process.platform === 'win32')('the check of Python', () => {
  it('looks into a virtual environment', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'bin'));
    const python = pythonAt(join(folder, 'bin', 'python'));
    expect(await checkPython(folder)).toEqual({
      name: 'python',
      status: 'ok',
      detail: `Python 3.99 (${python})`,
    });
  });

  it('accepts only the program that a run would start', async () => {
    const folder = temporaryFolder();
    vi.stubEnv('PATH', folder);
    pythonAt(join(folder, 'python'));
    expect(await checkPython('')).toEqual({
      name: 'python',
      status: 'warning',
      detail: 'python3 is no Python that starts; only models in Python need it',
    });
    pythonAt(join(folder, 'python3'));
    expect(await checkPython('')).toEqual({
      name: 'python',
      status: 'ok',
      detail: 'Python 3.99 (python3)',
    });
  });
});

function pythonAt(path: string): string {
  writeFileSync(path, '#!/bin/sh\necho Python 3.99\n');
  chmodSync(path, 0o755);
  return path;
}
