import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { electronBinary } from '../../scripts/electron-binary.ts';
import { hasDisplay } from '../../scripts/start/open-desktop.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const script = fileURLToPath(new URL('../../scripts/start.ts', import.meta.url));

/** What `npm start` prints first, its empty lines left out; then it is ended. */
async function firstLines(environment: NodeJS.ProcessEnv): Promise<{ lines: string[]; status: unknown }> {
  // Without a PATH there is no browser that could open on the machine that runs the tests.
  const env = { ...process.env, PATH: '', ...environment };
  const child = spawn(process.execPath, [script, '--home', temporaryFolder()], {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== '' && !line.startsWith('Building')) lines.push(line.trim());
    if (line.includes('Ctrl-C')) child.kill('SIGINT');
  }
  const status = child.exitCode ?? (await once(child, 'exit'))[0];
  return { lines, status };
}

describe('npm start', () => {
  it.skipIf(process.platform !== 'linux')('opens in the browser where there is no display', async () => {
    const { lines, status } = await firstLines({ DISPLAY: '', WAYLAND_DISPLAY: '' });
    expect(lines[0]).toBe('There is no display here, so Hindcast opens in the browser.');
    expect(lines[2]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#code=[\w-]{43}$/);
    expect(status).toBe(0);
  });

  it.skipIf(existsSync(electronBinary()))(
    'opens in the browser, soon, where Electron cannot be had',
    async () => {
      const { lines, status } = await firstLines({
        DISPLAY: ':99',
        ELECTRON_MIRROR: 'http://127.0.0.1:9/',
        npm_config_electron_mirror: undefined,
      });
      expect(lines[0]).toBe(
        'Electron is not here and its download cannot be reached, so Hindcast opens in the browser.',
      );
      expect(lines[2]).toContain('#code=');
      expect(status).toBe(0);
    },
  );

  it.each([
    ['linux', {}, false],
    ['linux', { DISPLAY: ':0' }, true],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
    ['darwin', {}, true],
    ['win32', {}, true],
  ] as const)('knows whether a window can be shown on %s with %j', (platform, environment, expected) => {
    expect(hasDisplay(platform, environment)).toBe(expected);
  });
});
