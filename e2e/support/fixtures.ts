import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { bundleShell } from './bundle-shell.ts';
import { electronShell } from './electron-shell.ts';
import type { OpenApp, Shell } from './shell.ts';
import { watchPage } from './watch-page.ts';
import { webShell } from './web-shell.ts';

const shells: readonly Shell[] = [webShell, bundleShell, electronShell];

/** What a journey has: a home of its own, and Hindcast open on it. */
export interface Journey {
  readonly shell: Shell['name'];
  readonly home: string;
  /** The page in front of the user; another one after {@link reopen}. */
  readonly page: Page;
  readonly pid: number;
  openViewer(): Promise<Page | undefined>;
  /** Closes Hindcast and opens it again on the same home; `kill` as after a power failure. */
  reopen(how: 'close' | 'kill'): Promise<Page>;
}

interface Fixtures {
  /** Fills the home before Hindcast opens; journeys override it with `test.use`. */
  prepareHome: (home: string) => Promise<void>;
  journey: Journey;
}

export const test = base.extend<Fixtures>({
  prepareHome: [async () => undefined, { option: true }],
  journey: async ({ prepareHome }, use, info) => {
    const shell = shells.find(({ name }) => name === info.project.name);
    if (shell === undefined) throw new Error(`There is no shell "${info.project.name}".`);
    const home = await mkdtemp(join(tmpdir(), 'hindcast-journey-'));
    let app: OpenApp | undefined;
    const troubles: string[][] = [];
    const open = async (): Promise<OpenApp> => {
      const opened = await shell.open(home);
      troubles.push(await watchPage(opened.page));
      return opened;
    };
    try {
      await prepareHome(home);
      app = await open();
      await use({
        shell: shell.name,
        home,
        get page() {
          return (app as OpenApp).page;
        },
        get pid() {
          return (app as OpenApp).pid;
        },
        openViewer: async () => {
          const page = await app?.openViewer();
          if (page !== undefined) troubles.push(await watchPage(page));
          return page;
        },
        reopen: async (how) => {
          await app?.[how]();
          app = await open();
          return app.page;
        },
      });
      expect(troubles.flat(), 'errors on the console, uncaught errors, policy breaches').toEqual([]);
    } finally {
      await app?.close();
      await rm(home, { recursive: true, force: true });
    }
  },
});

export { expect };
