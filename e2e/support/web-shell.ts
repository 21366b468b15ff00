import { basename, dirname } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { chromiumArguments, chromiumPath } from '../../tests/support/chromium.ts';
import { shellEnvironment } from './environment.ts';
import { saveDownload } from './save-download.ts';
import { startServing } from './serving.ts';
import type { FileDialogs, OpenSettings, Shell } from './shell.ts';

/** Hindcast in Chromium, served by `hindcast serve`. */
export const webShell: Shell = {
  name: 'web',
  open: async (settings) => {
    const { home, models, downloads } = settings;
    const [serving, browser] = await Promise.all([startServing(home, ['--folder', models]), launchBrowser()]);
    const page = await openPage(browser, serving.ownerUrl, settings);
    // The page goes first: it would complain about the missing server.
    const end = async (signal: NodeJS.Signals): Promise<void> => {
      await browser.close();
      await serving.end(signal);
    };
    return {
      page,
      dialogs: pageDialogs(page, downloads),
      openViewer: async () => openPage(browser, serving.viewerUrl, settings),
      close: () => end('SIGINT'),
      kill: () => end('SIGKILL'),
    };
  },
};

/** Starts the Chromium of this machine, somewhere where local time is never UTC. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath as string,
    args: [...chromiumArguments, '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    env: shellEnvironment,
  });
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
