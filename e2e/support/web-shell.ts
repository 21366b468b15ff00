import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { basename, dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from '@playwright/test';
import { chromiumArguments, chromiumPath } from '../../tests/support/chromium.ts';
import { shellEnvironment } from './environment.ts';
import { saveDownload } from './save-download.ts';
import type { FileDialogs, OpenApp, OpenSettings, Shell } from './shell.ts';

const hindcast = fileURLToPath(new URL('../../bin/hindcast.mjs', import.meta.url));

/** Hindcast in Chromium, served by `hindcast serve`. */
export const webShell: Shell = {
  name: 'web',
  open: async (settings) => {
    const { home, models, downloads } = settings;
    const server = spawn(
      process.execPath,
      [hindcast, 'serve', '--home', home, '--folder', models, '--json'],
      { stdio: ['pipe', 'pipe', 'inherit'], env: shellEnvironment },
    );
    const { ownerUrl, viewerUrl } = await addressesOf(server);
    const browser = await chromium.launch({
      executablePath: chromiumPath as string,
      args: [...chromiumArguments, '--disable-gpu', '--disable-quic', '--disable-background-networking'],
      env: shellEnvironment,
    });
    const page = await openPage(browser, ownerUrl, settings);
    return {
      page,
      dialogs: pageDialogs(page, downloads),
      openViewer: async () => openPage(browser, viewerUrl, settings),
      close: async () => {
        await browser.close();
        await end(server, 'SIGINT');
      },
      kill: async () => {
        // The page first: it would complain about the missing server.
        await browser.close();
        await end(server, 'SIGKILL');
      },
    } satisfies OpenApp;
  },
};

/** What `serve --json` prints first: where to go, with a code that is good for one sign-in. */
async function addressesOf(server: ChildProcess): Promise<{ ownerUrl: string; viewerUrl: string }> {
  const lines = createInterface({ input: server.stdout as NodeJS.ReadableStream });
  for await (const line of lines) {
    const { owner_url: ownerUrl, viewer_url: viewerUrl } = JSON.parse(line) as Record<string, string>;
    if (ownerUrl !== undefined && viewerUrl !== undefined) return { ownerUrl, viewerUrl };
  }
  throw new Error('hindcast serve ended before it said where it serves.');
}

async function openPage(browser: Browser, url: string, { onPage }: OpenSettings): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
  const page = await context.newPage();
  await onPage(page);
  await page.goto(url);
  return page;
}

/** Files are chosen in a dialog of the page, below folders that were opened to it, and saved as downloads. */
function pageDialogs(page: Page, downloads: string): FileDialogs {
  return {
    choose: async (button, path) => {
      await button.click();
      const dialog = page.getByRole('dialog', { name: 'Choose a file' });
      await dialog.getByRole('button', { name: basename(dirname(path)) }).click();
      await dialog.getByRole('button', { name: basename(path) }).click();
    },
    save: (offer) => saveDownload(page, downloads, offer),
    download: (offer) => saveDownload(page, downloads, offer),
  };
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill(signal);
  await exited;
}
