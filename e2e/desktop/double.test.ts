import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { chromiumPath } from '../../tests/support/chromium.ts';
import { LaunchedApplication } from '../electron-double/launch-application.ts';
import { temporaryHome } from './launch-desktop.ts';

const entry = fileURLToPath(new URL('./fixture-app/main.ts', import.meta.url));

/** The page's globals in these tests. */
interface FixturePage {
  secret?: unknown;
  fixture: {
    secret: { kept: string };
    echo(value: unknown): Promise<unknown>;
    fail(): Promise<unknown>;
    throws(): void;
    twice(callback: (value: number) => void): () => string;
    surplus(): unknown;
  };
}

function launchFixture(): LaunchedApplication {
  return new LaunchedApplication({
    entry,
    environment: { ...process.env, XDG_CONFIG_HOME: temporaryHome() },
  });
}

describe.skipIf(chromiumPath === undefined)('the double of Electron', { timeout: 60_000 }, () => {
  it('refuses what Electron refuses, and what it does not do itself', async () => {
    const app = launchFixture();
    await app.window();
    const refused = await app.evaluate(() => (globalThis as unknown as { refused: string[] }).refused);
    expect(refused).toEqual([
      'Cannot create BrowserWindow before app is ready',
      expect.stringContaining('before ready'),
      'The double has no app.getLocale.',
      expect.stringContaining('before app is ready'),
      expect.stringContaining('before app is ready'),
    ]);
    const unanswered = app.evaluate(({ dialog }) => dialog.showMessageBox({ message: 'Sure?' }));
    await expect(unanswered).rejects.toThrow('A dialog that no test has answered: Sure?');
    expect(await app.close()).toBe(0);
  });

  it('keeps the worlds of page and preload script apart, and clones what passes', async () => {
    const app = launchFixture();
    const page = await app.window();
    const seen = await page.evaluate(async () => {
      const { fixture, secret } = globalThis as unknown as FixturePage;
      const heard: number[] = [];
      const stop = fixture.twice((value) => heard.push(value));
      const sent = { rows: Float64Array.of(1.5, Number.NaN), none: undefined, text: 'µ\ud83d\ude00' };
      const echoed = (await fixture.echo(sent)) as typeof sent;
      const errors: string[] = [];
      for (const name of ['throws', 'fail', 'surplus'] as const) {
        try {
          await (fixture[name]() as Promise<unknown>);
        } catch (error) {
          errors.push((error as Error).message);
        }
      }
      return {
        secret: [secret, fixture.secret.kept, Object.isFrozen(fixture.secret)],
        heard,
        stopped: stop(),
        echoed: [[...echoed.rows], 'none' in echoed, echoed.text],
        errors,
      };
    });
    expect(seen).toEqual({
      secret: [undefined, 'in the world of this script', true],
      heard: [1, 2],
      stopped: 'stopped',
      echoed: [[1.5, Number.NaN], true, 'µ\ud83d\ude00'],
      errors: [
        'thrown here',
        "Error invoking remote method 'fail': Error: as ordered",
        'The double has no ipcRenderer.sendSync.',
      ],
    });
    expect(await app.close()).toBe(0);
  });

  it('asks the application before a page goes anywhere, by itself, by a redirect or into a new window', async () => {
    const app = launchFixture();
    const page = await app.window();
    const before = page.url();
    for (const path of ['/moved', 'https://example.invalid/gone']) {
      const stopped = page.waitForEvent('requestfailed');
      await page.evaluate((url) => {
        location.href = url;
      }, path);
      expect((await stopped).failure()?.errorText).toBe('net::ERR_ABORTED');
    }
    await page.getByRole('link').click();
    await expect
      .poll(() => app.evaluate(() => (globalThis as unknown as { navigations: string[] }).navigations))
      .toEqual([
        'will-navigate fixture://page/moved',
        'will-redirect https://example.invalid/moved',
        'will-navigate https://example.invalid/gone',
        'open https://example.invalid/',
      ]);
    expect(page.url()).toBe(before);
    expect(await app.close()).toBe(0);
  });

  it('leaves nothing behind when the application dies', async () => {
    const app = launchFixture();
    const page = await app.window();
    const closed = page.waitForEvent('close');
    await app.kill();
    await closed;
    expect(isAlive(app.pid)).toBe(false);
  });

  it('dies with the test that started it', async () => {
    const script = fileURLToPath(new URL('./fixture-app/launch-and-wait.ts', import.meta.url));
    const test = spawn(process.execPath, [script], {
      env: { ...process.env, XDG_CONFIG_HOME: temporaryHome() },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [text] = (await once(test.stdout, 'data')) as [Buffer];
    const pid = Number(text.toString());
    expect(isAlive(pid)).toBe(true);
    test.kill('SIGKILL');
    await expect.poll(() => isAlive(pid)).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that nobody has waited for is still listed.
    return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
