import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { permissionsOf } from '../../src-core/api/permissions.ts';
import { chromiumArguments, chromiumPath } from '../../tests/support/chromium.ts';
import type { AppInfo } from '../state/api-context.tsx';
import { sampleJob, sampleSnapshot } from '../state/testing/sample-jobs.ts';
import { openBuiltPage, type BuiltPage, type BuiltPageOptions } from './built-page.ts';

const folder = fileURLToPath(new URL('../../out/renderer/', import.meta.url));
const info: AppInfo = {
  hindcastVersion: '0.1.0',
  engineVersion: '1',
  metricsVersion: '1',
  platform: 'linux',
  home: '/home',
  startedAt: '2022-01-01T00:00:00Z',
  role: 'owner',
  permissions: [...permissionsOf.owner],
  capabilities: { shell: 'electron', fileDialogs: true, keepsSecrets: true, notifications: true },
};
const running = sampleJob(1, {
  name: 'mean reversion',
  state: 'running',
  progress: { phase: 'simulating', fraction: 0.62, current_date: null, message: '', eta_seconds: 2 },
});
const snapshot = sampleSnapshot({
  jobs: [running, sampleJob(2)],
  slots: [
    { index: 0, jobId: running.jobId, residentBytes: 311_000_000, cpuPercent: 98 },
    { index: 1, jobId: null, residentBytes: null, cpuPercent: null },
  ],
  status: {
    cacheBytes: 4.2e9,
    resultBytes: 62e6,
    endedToday: 14,
    pending: 1,
    running: 1,
    network: 'unused',
    paused: null,
    waitsForMemory: null,
  },
});

/** What the rail calls a screen, and the screen itself. */
const places = {
  New: 'New backtest',
  Compare: 'Compare',
  Data: 'Data',
  Settings: 'Settings',
  Queue: 'Queue',
};

const frame = `the frame${chromiumPath === undefined ? ' (skipped: no Chromium on this machine)' : ''}`;

describe.skipIf(chromiumPath === undefined)(frame, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
  });
  afterAll(() => browser?.close());

  async function open(options: Partial<BuiltPageOptions> = {}): Promise<BuiltPage> {
    const built = await openBuiltPage(browser, { folder, info, snapshot, ...options });
    onTestFinished(() => built.page.close());
    const screens = built.page.getByRole('navigation', { name: 'Screens' });
    await Promise.race([
      screens.waitFor(),
      built.page.waitForEvent('pageerror').then((error) => {
        throw error;
      }),
    ]);
    return built;
  }

  it.each(['dark', 'light'] as const)(
    'keeps to the policy and says nothing wrong, %s',
    async (colorScheme) => {
      const { page, complaints } = await open({ page: { colorScheme } });
      const surface = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(surface).toBe(colorScheme === 'dark' ? 'rgb(14, 17, 22)' : 'rgb(255, 255, 255)');
      for (const [place, title] of Object.entries(places)) {
        await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: place }).click();
        await page.waitForFunction((expected) => document.title === `${expected} · Hindcast`, title);
      }
      expect(complaints).toEqual([]);
    },
  );

  it('has no script or style inside the page', () => {
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son\w+=/);
    const lazy = readdirSync(join(folder, 'assets')).filter((name) => /^(charts|editor)-/.test(name));
    for (const name of lazy) expect(html).not.toContain(name);
  });

  it('names the page and gives its heading the focus after going there', async () => {
    const { page } = await open();
    await page.keyboard.press('Control+,');
    await page.waitForFunction(() => document.title === 'Settings · Hindcast');
    const heading = page.getByRole('heading', { level: 1, name: 'Settings' });
    await expect.poll(() => heading.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.goBack();
    await page.waitForFunction(() => document.title === 'Queue · Hindcast');
  });

  it('lets the keyboard skip to the page and go from region to region', async () => {
    const { page } = await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('page');
    expect(page.url()).toMatch(/#\/$/);
    const regions = new Set<string | undefined>();
    for (let step = 0; step < 4; step++) {
      await page.keyboard.press('F6');
      regions.add(
        await page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-region]')?.tagName),
      );
    }
    expect(regions).toEqual(new Set(['FOOTER', 'HEADER', 'MAIN', 'NAV']));
  });

  it('finds commands and jobs in the palette', async () => {
    const { page } = await open();
    await page.keyboard.press('Control+k');
    const words = page.getByRole('combobox', { name: 'Find a command or a job' });
    await words.fill('light');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.documentElement.dataset['theme'] !== undefined);
    // What is typed into the palette while it goes would go with it.
    await words.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await words.fill('mean rev');
    await page.getByRole('option', { name: /mean reversion/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/#/runs/${running.jobId}`);
  });

  it('lists the keys, and leaves the keyboard to a dialog while it is open', async () => {
    const { page } = await open();
    await page.waitForFunction(() => document.title === 'Queue · Hindcast');
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await sheet.getByText('Ctrl+K').waitFor();
    await page.keyboard.press('Control+,');
    expect(await page.title()).toBe('Queue · Hindcast');
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
  });

  it('tells in the slots panel what runs and how far it is, as it goes', async () => {
    const { page, emit } = await open();
    await page.getByRole('button', { name: 'Slots 1/2' }).click();
    const panel = page.getByRole('dialog', { name: 'Slots' });
    await panel.getByText('simulating 62 %, ≈ 2 s').waitFor();
    await panel.getByText('Slot 2 is idle.').waitFor();
    await emit({
      type: 'progress',
      jobId: running.jobId,
      progress: { phase: 'scoring', fraction: 0.9, current_date: null, message: '', eta_seconds: null },
    });
    await panel.getByText('scoring 90 %').waitFor();
  });

  it('says in the status line how network, cache and queue are', async () => {
    const { page, emit } = await open();
    const line = page.getByRole('contentinfo', { name: 'Status' });
    await line.getByText('offline').waitFor();
    await line.getByText('cache 4.2 GB').waitFor();
    await line.getByText('14 jobs ended today', { exact: true }).waitFor();
    await line.getByText('1 waiting', { exact: true }).waitFor();
    await emit({ type: 'status', status: { ...snapshot.status, network: 'unreachable' } });
    await line.getByText('coordinator unreachable').waitFor();
  });

  it('announces to screen readers that a job has ended', async () => {
    const { page, emit } = await open();
    await page.getByText('cache 4.2 GB').waitFor();
    await emit({ type: 'job', job: { ...running, state: 'completed', progress: null } });
    await page.getByText('mean reversion: Completed.').waitFor({ state: 'attached' });
  });

  it('announces a job that waits again as no end', async () => {
    const { page, emit } = await open();
    await page.getByText('cache 4.2 GB').waitFor();
    await emit({ type: 'job', job: { ...running, state: 'pending', progress: null, retries: 1 } });
    await page.getByText('mean reversion waits again.').waitFor({ state: 'attached' });
  });

  it('Q11 Q14 says why nothing starts while nothing starts', async () => {
    const { page, emit } = await open();
    const notices = page.getByRole('main').getByRole('status');
    await page.getByRole('button', { name: 'Pause the queue' }).waitFor();
    const { status } = snapshot;
    await emit({ type: 'status', status: { ...status, paused: { at: '2022-01-01T12:04:00Z', by: 'ada' } } });
    await notices.getByText('by ada since 2022-01-01 12:04 UTC').waitFor();
    await page.getByRole('button', { name: 'Resume the queue' }).waitFor();
    const memory = { jobId: sampleJob(2).jobId, neededBytes: 3.1e9, freeBytes: 1.2e9 };
    await emit({ type: 'status', status: { ...status, waitsForMemory: memory } });
    await notices.getByText('job 2 waits for memory: it needs 3.1 GB, 1.2 GB are free').waitFor();
    const row = page.getByRole('grid', { name: 'Jobs' }).getByRole('row').filter({ hasText: 'job 2' });
    await row.getByText('waits for memory').waitFor();
    await emit({ type: 'status', status });
    await notices.getByText('waits for memory').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Pause the queue' }).waitFor();
  });

  it('Q18 marks a job whose worker is silent, and takes the mark off when it is heard', async () => {
    const { page, emit } = await open();
    const marks = page.getByText(/^stalled: silent for /);
    await page.getByText('cache 4.2 GB').waitFor();
    await emit({ type: 'job', job: { ...running, stalledAt: new Date().toISOString() } });
    // In its row and in its slot.
    await expect.poll(() => marks.count()).toBe(2);
    await emit({ type: 'job', job: running });
    await expect.poll(() => marks.count()).toBe(0);
  });

  it('keeps the preferences of the window', async () => {
    const { page } = await open({ page: { colorScheme: 'dark' } });
    await page.keyboard.press('Control+Shift+L');
    await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'light');
    await page.reload();
    await page.getByRole('navigation', { name: 'Screens' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light');
  });

  it('starts a page at its top and finds the place again when going back', async () => {
    const { page } = await open({ page: { viewport: { width: 640, height: 220 } }, address: '/settings' });
    const scrolled = page.locator('#page > :last-child');
    const place = (): Promise<number> => scrolled.evaluate((element) => element.scrollTop);
    await page.waitForFunction(() => document.title === 'Settings · Hindcast');
    await page.getByText('settings.get is not part of this test.').waitFor();
    await scrolled.evaluate(async (element) => {
      const scrolls = new Promise((resolve) => {
        element.addEventListener('scroll', resolve, { once: true });
      });
      element.scrollTo({ top: 40 });
      await scrolls;
    });
    expect(await place()).toBe(40);
    await page.keyboard.press('4');
    await page.waitForFunction(() => document.title === 'Data · Hindcast');
    expect(await place()).toBe(0);
    await page.goBack();
    await expect.poll(place).toBe(40);
  });

  it('says that there is no screen at an address', async () => {
    const { page } = await open({ address: '/nowhere' });
    await page.getByText('There is no screen at this address').waitFor();
  });
});
