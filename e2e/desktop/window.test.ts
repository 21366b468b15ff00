import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chromiumPath } from '../../tests/support/chromium.ts';
import { selfCheckOutput } from '../../tests/support/self-check-output.ts';
import { callFromPage, launchDesktop, listen, temporaryHome } from './launch-desktop.ts';
import { troublesOf } from './window-checks.ts';

describe.skipIf(chromiumPath === undefined)('the desktop window', { timeout: 60_000 }, () => {
  it('keeps its page in, answers it, and quits when it is closed', async () => {
    const { app } = launchDesktop();
    expect(await troublesOf(app)).toEqual([]);
    expect(await app.output).toBe('');
  });

  it('shows the queue without an error or a breach of the policy', async () => {
    const troubles: string[] = [];
    const { app, home } = launchDesktop({
      onPage: async (page) => {
        page.on('console', (message) => {
          if (message.type() === 'error') troubles.push(message.text());
        });
        page.on('pageerror', (error) => troubles.push(String(error)));
        await page.addInitScript(() => {
          addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
            // eslint-disable-next-line no-console
            console.error(`${violatedDirective} ${blockedURI}`);
          });
        });
      },
    });
    const page = await app.window();
    await page.getByRole('link', { name: 'Queue' }).waitFor();
    const info = await callFromPage(page, 'app.info', {});
    expect(info).toMatchObject({
      home,
      role: 'owner',
      capabilities: { shell: 'electron', fileDialogs: true, keepsSecrets: true, notifications: true },
    });
    expect(troubles).toEqual([]);
  });

  it('sends what is chosen in the menu to the page', async () => {
    const { app } = launchDesktop();
    const page = await app.window();
    await page.getByRole('link', { name: 'Queue' }).waitFor();
    await listen(page);
    await app.evaluate(({ Menu }) => {
      const item = Menu.getApplicationMenu()?.getMenuItemById('go.data') as { click: () => void } | undefined;
      item?.click();
    });
    await page.waitForFunction(() =>
      (globalThis as unknown as { heard: { type: string; id: string }[] }).heard.some(
        ({ id }) => id === 'go.data',
      ),
    );
  });

  it('is the only one of its home: a second start brings it to the front', async () => {
    const { app, home } = launchDesktop();
    await app.window();
    await app.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.minimize();
    });
    const { app: second } = launchDesktop({ home });
    expect(await second.exited).toBe(0);
    await expect
      .poll(() =>
        app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows().map((window) => window.isMinimized()),
        ),
      )
      .toEqual([false]);
  });

  it('loads its page again when that crashes, and says so', async () => {
    const { app } = launchDesktop();
    await app.window();
    await app.evaluate(({ BrowserWindow, dialog }) => {
      const told: string[] = [];
      Object.assign(globalThis, { told });
      dialog.showMessageBox = ((_: unknown, { message }: { message: string }) => {
        told.push(message);
        return Promise.resolve({ response: 0, checkboxChecked: false });
      }) as typeof dialog.showMessageBox;
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    await expect
      .poll(() => app.evaluate(() => (globalThis as unknown as { told: string[] }).told))
      .toEqual(['The window was loaded again']);
    await expect
      .poll(() =>
        app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]?.webContents.getURL().slice(0, 23),
        ),
      )
      .toBe('app://bundle/index.html');
    expect(await app.close()).toBe(0);
  });

  it('says what is wrong, and ends, when its home cannot be used', async () => {
    const taken = join(temporaryHome(), 'file');
    writeFileSync(taken, '');
    const { app } = launchDesktop({ home: taken });
    expect(await app.exited).toBe(1);
    expect(await app.output).toContain('Hindcast cannot start');
  });
});

describe('--self-check', { timeout: 60_000 }, () => {
  it('tries the parts of an installed application, without a window', async () => {
    const { app } = launchDesktop({ parameters: ['--self-check'] });
    expect(await app.output).toBe(selfCheckOutput);
    expect(await app.exited).toBe(0);
  });

  it('fails, and says which part does not work', async () => {
    const { app } = launchDesktop({
      parameters: ['--self-check'],
      faults: [{ file: '/out/main/', find: './data-worker.js', replace: './absent.js' }],
    });
    expect(await app.exited).toBe(1);
    expect(await app.output).toMatch(/^failed duckdb: .*ended unexpectedly/m);
  });
});
