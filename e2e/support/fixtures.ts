import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { bundleShell } from './bundle-shell.ts';
import { electronShell } from './electron-shell.ts';
import { homeWithFinishedRuns } from './finished-runs.ts';
import { fillQueue } from './full-queue.ts';
import type { FileDialogs, OpenApp, Shell } from './shell.ts';
import { watchPage } from './watch-page.ts';
import { webShell } from './web-shell.ts';

const shells: readonly Shell[] = [webShell, bundleShell, electronShell];

/** What a journey has: a home of its own, and Hindcast open on it. */
export interface Journey {
  readonly shell: Shell['name'];
  /** What Hindcast keeps its files in. */
  readonly home: string;
  /** A folder that the person has opened to Hindcast, for models of their own. */
  readonly models: string;
  /** A folder for whatever else the journey needs. */
  readonly workshop: string;
  /** The page in front of the user; another one after {@link reopen}. */
  readonly page: Page;
  readonly dialogs: FileDialogs;
  /** What has gone wrong in the pages so far; it has to be empty in the end. */
  readonly troubles: string[];
  /** Opens a page that may only look, in the web shell. */
  openViewer(): Promise<Page>;
  /** Closes Hindcast and opens it again on the same home; `kill` as after a power failure. */
  reopen(how: 'close' | 'kill'): Promise<Page>;
}

interface Fixtures {
  /** What Hindcast finds in its home: nothing, the runs of finished-runs.ts, or ten thousand jobs. */
  startsWith: 'nothing' | 'finished runs' | 'a full queue';
  journey: Journey;
}

export const test = base.extend<Fixtures>({
  startsWith: ['nothing', { option: true }],
  journey: async ({ startsWith }, use, info) => {
    const shell = shells.find(({ name }) => name === info.project.name);
    if (shell === undefined) throw new Error(`There is no shell "${info.project.name}".`);
    const folder = await mkdtemp(join(tmpdir(), 'hindcast-journey-'));
    const [home, models, workshop] = ['home', 'models', 'workshop'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const troubles: string[] = [];
    const open = (): Promise<OpenApp> =>
      shell.open({ home, models, downloads: workshop, onPage: (page) => watchPage(page, troubles) });
    let app: OpenApp | undefined;
    try {
      for (const each of [home, models, workshop]) await mkdir(each);
      if (startsWith === 'finished runs') await cp(homeWithFinishedRuns, home, { recursive: true });
      if (startsWith === 'a full queue') fillQueue(home);
      app = await open();
      const current = (): OpenApp => app as OpenApp;
      await use({
        shell: shell.name,
        home,
        models,
        workshop,
        troubles,
        get page() {
          return current().page;
        },
        get dialogs() {
          return current().dialogs;
        },
        openViewer: async () => {
          const page = await current().openViewer?.();
          if (page === undefined) throw new Error(`The shell "${shell.name}" has no viewers.`);
          return page;
        },
        reopen: async (how) => {
          await current()[how]();
          app = undefined;
          app = await open();
          return app.page;
        },
      });
      if (info.status !== info.expectedStatus) {
        await app?.page.screenshot({ path: info.outputPath('page.png') }).catch(() => undefined);
      }
      expect(troubles, 'errors on the console, uncaught errors, breaches of the policy').toEqual([]);
    } finally {
      await app?.close();
      // Chromium may still be tidying up its profile.
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
});

export { expect };
