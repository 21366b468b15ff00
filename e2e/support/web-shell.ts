import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from '@playwright/test';
import { chromiumArguments, chromiumPath } from '../../tests/support/chromium.ts';
import type { OpenApp, Shell } from './shell.ts';

const hindcast = fileURLToPath(new URL('../../bin/hindcast.mjs', import.meta.url));

/** Hindcast in Chromium, served by `hindcast serve`. */
export const webShell: Shell = {
  name: 'web',
  open: async (home) => {
    const server = spawn(process.execPath, [hindcast, 'serve', '--home', home, '--json'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const { ownerUrl, viewerUrl } = await addressesOf(server);
    const browser = await chromium.launch({
      executablePath: chromiumPath as string,
      args: [...chromiumArguments, '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    });
    const page = await openPage(browser, ownerUrl);
    return {
      page,
      pid: server.pid as number,
      openViewer: async () => openPage(browser, viewerUrl),
      close: async () => {
        await browser.close();
        await end(server, 'SIGINT');
      },
      kill: async () => {
        await end(server, 'SIGKILL');
        await browser.close();
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

async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill(signal);
  await exited;
}
