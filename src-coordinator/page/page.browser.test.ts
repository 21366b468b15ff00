import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { chromiumArguments, chromiumPath } from '../../tests/support/chromium.ts';
import { parseFeedsConfig } from '../config.ts';
import { startCoordinator, type Coordinator, type CoordinatorOptions } from '../coordinator.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const now = Date.UTC(2026, 10, 21, 12);
const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const themes = ['light', 'dark'] as const;
const screenshots = fileURLToPath(new URL('../../e2e/output/screenshots/', import.meta.url));
const minutes = { source: 'synthetic', kind: 'candle', granularity: '1m' };
const provider = { type: 'synthetic', seed: 7, initial_price: 40_000 };
const quick = 'synthetic/BTC/candle/1m';
/** A page of it is a day of seconds: it takes so long that it can be watched. */
const slow = 'synthetic/BTC/candle/1s';
const broken = 'file/EUR/candle/1m';

async function open(options: Partial<CoordinatorOptions> = {}): Promise<Coordinator> {
  const folder = await temporaryFolder();
  const feeds = [
    { ...minutes, subject: 'BTC', provider },
    { ...minutes, subject: 'BTC', granularity: '1s', provider },
    { ...minutes, source: 'file', subject: 'EUR', provider: { type: 'csv', folder: 'not-there' } },
  ];
  const coordinator = await startCoordinator({
    port: 0,
    dataDirectory: join(folder, 'data'),
    feeds: parseFeedsConfig({ feeds }, folder),
    clock: () => now,
    ...options,
  });
  onTestFinished(() => coordinator.close());
  return coordinator;
}

const title = `the operator's page${chromiumPath === undefined ? ' (skipped: no Chromium on this machine)' : ''}`;

describe.skipIf(chromiumPath === undefined)(title, { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
  });
  afterAll(() => browser?.close());

  interface Visit {
    readonly page: Page;
    /** What went wrong, and requests to elsewhere. */
    readonly complaints: string[];
  }

  async function visit({ url }: Coordinator): Promise<Visit> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
    });
    onTestFinished(() => context.close());
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      // The browser itself tells every answer of 4xx.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        complaints.push(message.text());
      }
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(`${url}/`)) complaints.push(`request: ${request.url()}`);
    });
    await page.clock.install({ time: now });
    await page.goto(url);
    return { page, complaints };
  }

  const panel = (page: Page, name: string | RegExp): ReturnType<Page['locator']> =>
    page.getByRole('region', { name }).and(page.locator('section'));
  const history = (page: Page): ReturnType<Page['locator']> => panel(page, 'History');

  async function start(page: Page, feed: string, first: string, last: string): Promise<void> {
    await page.getByLabel('Feed', { exact: true }).selectOption(feed);
    await page.getByLabel('First day').fill(first);
    await page.getByLabel('Last day').fill(last);
    await page.getByRole('button', { name: 'Start' }).click();
  }

  it('D13 starts a backfill, shows how it goes and ends, and which days there are then', async () => {
    const { page, complaints } = await visit(await open());
    await page.getByText('Nothing is being fetched.').waitFor();
    await history(page).getByText('No backfill yet.').waitFor();
    await page.getByText('absent: 325').waitFor();

    await start(page, quick, '2026-10-01', '2026-10-30');
    const row = history(page).getByRole('row', { name: /completed/ });
    await row.waitFor();
    expect(await row.getByRole('cell').allTextContents()).toEqual([
      'completed',
      '100 %',
      '43,200',
      '3',
      '2026-11-21 12:00',
      '0 s',
    ]);
    expect(await row.getByRole('rowheader').textContent()).toBe(`${quick}2026-10-01 – 2026-10-30`);
    await page.getByText('Nothing is being fetched.').waitFor();
    expect(await page.getByRole('status').textContent()).toBe(
      `Backfill of ${quick} completed, 43,200 records`,
    );
    const feedRow = panel(page, 'Feeds').getByRole('row', { name: new RegExp(quick) });
    expect(await feedRow.getByRole('cell').allTextContents()).toEqual([
      '43,200',
      '2026-10-01 00:00',
      '2026-10-30 23:59',
    ]);

    const calendar = panel(page, `Days of ${quick}`);
    await calendar
      .getByRole('button', { name: /^2026-10-05: complete, 1,440 records, [\d.]+ kB$/ })
      .waitFor();
    expect(await calendar.getByRole('button', { name: /: complete/ }).count()).toBe(30);
    expect(await calendar.getByRole('button', { name: /: absent/ }).count()).toBe(295);
    await calendar.getByRole('button', { name: 'As a table' }).click();
    const rows = await calendar.getByRole('row').allTextContents();
    expect(rows.slice(1)).toEqual([
      '2026-10-31 – 2026-11-21absent220',
      '2026-10-01 – 2026-10-30complete3043,200',
      '2026-01-01 – 2026-09-30absent2730',
    ]);
    expect(complaints).toEqual([]);
  });

  it('D13 shows progress, cancels, and goes on where it stood', async () => {
    const { page, complaints } = await visit(await open());
    await start(page, slow, '2024-01-01', '2026-10-31');
    const underWay = panel(page, 'Under way');
    await underWay.getByText(`${slow} · 2024-01-01 – 2026-10-31`).waitFor();
    const bar = underWay.getByRole('progressbar');
    await vi.waitFor(async () => expect(Number(await bar.getAttribute('value'))).toBeGreaterThan(0), {
      timeout: 20_000,
    });
    await underWay.getByText(/^about \d+ (s|min|h)/).waitFor();
    await history(page)
      .getByRole('row', { name: /running/ })
      .waitFor();
    await underWay.getByRole('button', { name: 'Cancel' }).click();
    const row = history(page).getByRole('row', { name: /cancelled/ });
    await row.waitFor();
    await page.getByText('Nothing is being fetched.').waitFor();
    const recordsOf = async (): Promise<number> =>
      Number((await row.getByRole('cell').nth(2).textContent())?.replaceAll(',', ''));
    const before = await recordsOf();
    expect(before).toBeGreaterThan(0);

    await row.getByRole('button', { name: /^Retry/ }).click();
    await underWay.getByRole('progressbar').waitFor();
    await vi.waitFor(
      async () => {
        const records = await underWay.locator('dd').nth(2).textContent();
        expect(Number(records?.replaceAll(',', ''))).toBeGreaterThan(before);
      },
      { timeout: 20_000 },
    );
    // While one is under way no other can be started.
    await start(page, quick, '2026-10-01', '2026-10-02');
    await panel(page, 'Start a backfill')
      .getByRole('alert')
      .getByText(/is already running/)
      .waitFor();
    await underWay.getByRole('button', { name: 'Cancel' }).click();
    await row.waitFor();
    expect(await history(page).getByRole('row').count()).toBe(2);
    expect(complaints).toEqual([]);
  });

  it('D13 says that another one is in the way, until that has ended', async () => {
    const coordinator = await open();
    const { page, complaints } = await visit(coordinator);
    await page.getByText('Nothing is being fetched.').waitFor();
    // Started by somebody else, so that the page does not know of it yet.
    await fetch(`${coordinator.url}/reports/backfill`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...minutes,
        subject: 'BTC',
        granularity: '1s',
        start: '2024-01-01',
        end: '2026-10-31',
      }),
    });
    const refusal = panel(page, 'Start a backfill')
      .getByRole('alert')
      .getByText(/is already running/);
    await start(page, quick, '2026-10-01', '2026-10-02');
    await refusal.waitFor();
    await page.getByLabel('Last day').fill('2026-10-03');
    await page.getByLabel('Last day').blur();
    await refusal.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Start' }).click();
    await refusal.waitFor();
    await panel(page, 'Under way').getByRole('button', { name: 'Cancel' }).click();
    await refusal.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('D13 says why one failed, and shows the history by state', async () => {
    const { page, complaints } = await visit(await open());
    await start(page, broken, '2026-10-01', '2026-10-02');
    const row = history(page).getByRole('row', { name: /failed/ });
    await row.getByText(/not-there/).waitFor();
    await start(page, quick, '2026-10-01', '2026-10-01');
    await history(page)
      .getByRole('row', { name: /completed/ })
      .waitFor();
    const chosen = async (state: string): Promise<number> => {
      await history(page).getByLabel('State').selectOption(state);
      return history(page).getByRole('row').count();
    };
    expect(await chosen('all')).toBe(3);
    expect(await chosen('failed')).toBe(2);
    await history(page)
      .getByRole('row', { name: /not-there/ })
      .waitFor();
    expect(await chosen('cancelled')).toBe(0);
    await history(page).getByText('No backfill in this state.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('D13 refuses a range that is none before it asks', async () => {
    const { page } = await visit(await open());
    const alert = panel(page, 'Start a backfill').getByRole('alert');
    await start(page, quick, '2026-10-02', '2026-10-01');
    await alert.getByText('The last day is before the first. Swap them.').waitFor();
    await start(page, quick, '2026-10-02', '2026-11-22');
    await alert.getByText(/in the future/).waitFor();
    await start(page, quick, '', '2026-10-01');
    await alert.getByText('Give the first and the last day.').waitFor();
    await history(page).getByText('No backfill yet.').waitFor();
  });

  it('D11 D13 asks for the key, and keeps it in the tab only', async () => {
    const coordinator = await open({ apiKey: 'the-key', readAuth: true });
    const { page, complaints } = await visit(coordinator);
    const key = page.getByLabel('API key');
    await key.waitFor();
    expect(await key.evaluate((field) => field.matches(':focus'))).toBe(true);
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The coordinator did not accept this key.').waitFor();
    await key.fill('the-key');
    await page.keyboard.press('Enter');
    await history(page).getByText('No backfill yet.').waitFor();
    await key.waitFor({ state: 'hidden' });
    await start(page, quick, '2026-10-01', '2026-10-01');
    await page.getByRole('button', { name: /^2026-10-01: complete/ }).waitFor();
    await page.reload();
    await history(page)
      .getByRole('row', { name: /completed/ })
      .waitFor();
    expect(await page.evaluate('[localStorage.length, document.cookie]')).toEqual([0, '']);
    expect(page.url()).not.toContain('the-key');

    const second = await visit(coordinator);
    await second.page.getByLabel('API key').waitFor();
    expect(await history(second.page).getByRole('row').count()).toBe(0);
    await page.getByRole('button', { name: 'Forget the key' }).click();
    await key.waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    expect([...complaints, ...second.complaints]).toEqual([]);
  });

  it('D13 can be used with the keyboard alone', async () => {
    const { page } = await visit(await open());
    await page.getByText('absent: 325').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const focused = (): Promise<string> =>
      page.evaluate(`document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.id ?? ''`);
    expect(await focused()).toBe('start-feed');
    await page.keyboard.type('synthetic/BTC/candle/1m');
    // One stop for all the days.
    let stops = 0;
    while ((await focused()) !== '2026-11-21: absent' && stops < 30) {
      await page.keyboard.press('Tab');
      stops += 1;
    }
    expect(await focused()).toBe('2026-11-21: absent');
    for (const key of ['ArrowLeft', 'ArrowUp', 'PageUp', 'Home', 'End', 'ArrowRight', 'ArrowLeft']) {
      await page.keyboard.press(key);
    }
    expect(await focused()).toBe('2026-11-14: absent');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+Enter');
    expect(await page.getByLabel('First day').inputValue()).toBe('2026-11-14');
    expect(await page.getByLabel('Last day').inputValue()).toBe('2026-11-16');
    expect(await page.getByRole('button', { pressed: true, name: /absent/ }).count()).toBe(3);
    await page.getByLabel('Last day').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^2026-11-16: complete/ }).waitFor();
    await history(page)
      .getByRole('row', { name: /completed/ })
      .waitFor();
  });

  it('D13 asks nothing while nobody looks, and says when the coordinator is gone', async () => {
    const coordinator = await open();
    const { page } = await visit(coordinator);
    await start(page, slow, '2024-01-01', '2026-10-31');
    await panel(page, 'Under way').getByRole('progressbar').waitFor();
    const look = (hidden: boolean): Promise<void> =>
      page.evaluate(`
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} });
        document.dispatchEvent(new Event('visibilitychange'));
      `);
    const isIdle = page.waitForLoadState('networkidle');
    await look(true);
    await isIdle;
    let asked = 0;
    page.on('request', () => (asked += 1));
    await page.clock.fastForward('10:00');
    expect(asked).toBe(0);
    await look(false);
    await vi.waitFor(() => expect(asked).toBeGreaterThan(0), { timeout: 20_000 });
    await coordinator.close();
    await page.getByText(/The coordinator does not answer/).waitFor();
  });

  it('D13 shows the newest days first, of whatever feed and year, and stays where a person scrolled', async () => {
    const { page, complaints } = await visit(await open());
    await page.setViewportSize({ width: 360, height: 800 });
    const oldest = (year: number) => page.getByRole('button', { name: `${year}-01-01` });
    const isSeen = (square: ReturnType<Page['locator']>): Promise<boolean> =>
      square.evaluate((button) => {
        const { left, right } = button.getBoundingClientRect();
        return left >= 0 && right <= (globalThis as unknown as { innerWidth: number }).innerWidth;
      });
    await page.getByRole('button', { name: '2026-11-21: absent' }).waitFor();
    expect(await isSeen(page.getByRole('button', { name: '2026-11-21' }))).toBe(true);
    expect(await isSeen(oldest(2026))).toBe(false);

    // The form fetches for another year; its feed, chosen anew, is shown where its newest days are.
    await start(page, quick, '2025-03-01', '2025-03-02');
    await history(page)
      .getByRole('row', { name: /completed/ })
      .waitFor();
    await panel(page, 'Feeds').getByRole('button', { name: quick }).click();
    await page.getByRole('button', { name: '2025-03-02: complete' }).waitFor();
    expect(await isSeen(page.getByRole('button', { name: '2025-12-31' }))).toBe(true);

    // What comes in meanwhile does not carry a person off.
    await oldest(2025).scrollIntoViewIfNeeded();
    await start(page, quick, '2025-01-01', '2025-01-02');
    await page.getByRole('button', { name: '2025-01-02: complete' }).waitFor();
    expect(await isSeen(oldest(2025))).toBe(true);

    await page.getByLabel('Year').selectOption('2026');
    await page.getByRole('button', { name: '2026-11-21' }).waitFor();
    expect(await isSeen(page.getByRole('button', { name: '2026-11-21' }))).toBe(true);

    // Also on a first visit.
    await page.reload();
    await page.getByRole('button', { name: '2025-03-02: complete' }).waitFor();
    expect(await isSeen(page.getByRole('button', { name: '2025-12-31' }))).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('D13 is accessible in both themes and fits every width', { timeout: 120_000 }, async () => {
    const coordinator = await open();
    const { page, complaints } = await visit(coordinator);
    const guarded = await visit(await open({ apiKey: 'k' }));
    await start(page, broken, '2026-10-01', '2026-10-02');
    await history(page)
      .getByRole('row', { name: /failed/ })
      .waitFor();
    await start(page, quick, '2026-10-01', '2026-10-30');
    await history(page)
      .getByRole('row', { name: /completed/ })
      .waitFor({ timeout: 20_000 });
    await start(page, slow, '2026-10-31', '2026-11-21');
    await panel(page, 'Under way')
      .getByText(/^about/)
      .waitFor({ timeout: 20_000 });
    await panel(page, 'Feeds').getByRole('button', { name: quick }).click();
    await page.getByRole('button', { name: /^2026-10-05: complete/ }).click();
    await mkdir(screenshots, { recursive: true });
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      for (const width of [360, 768, 900, 1100, 1920, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        expect([width, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([width, width]);
        const beyond = await page
          .locator('.scroller')
          .evaluateAll((tables) => tables.map(({ clientWidth, scrollWidth }) => scrollWidth - clientWidth));
        // On a phone they scroll for themselves.
        if (width > 360) expect([width, beyond]).toEqual([width, [0, 0]]);
        await page.screenshot({ path: join(screenshots, `operator-${theme}-${width}.png`), fullPage: true });
      }
    }
    await panel(page, 'Under way').getByRole('button', { name: 'Cancel' }).click();
    await history(page)
      .getByRole('row', { name: /cancelled/ })
      .waitFor();
    await guarded.page.getByLabel('API key').waitFor();
    // The days are of the read tier, which is open here.
    await guarded.page.getByText('absent: 325').waitFor();
    expect(await guarded.page.getByText('Give the key to see it.').count()).toBe(2);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      expect(await findings(page)).toEqual([]);
      await guarded.page.emulateMedia({ colorScheme: theme });
      expect(await findings(guarded.page)).toEqual([]);
      await guarded.page.screenshot({ path: join(screenshots, `operator-key-${theme}.png`) });
    }
    await page.setViewportSize({ width: 360, height: 800 });
    await page.getByRole('button', { name: 'As a table' }).click();
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      expect(await findings(page)).toEqual([]);
      await page.screenshot({ path: join(screenshots, `operator-table-${theme}.png`), fullPage: true });
    }
    expect([...complaints, ...guarded.complaints]).toEqual([]);
  });
});

interface Axe {
  run(
    options: object,
  ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
}

/** Everything that axe finds, however small. */
async function findings(page: Page): Promise<string[]> {
  // As text it goes through the debugger, where the page's own policy does not keep it out.
  await page.evaluate(await readFile(axeFile, 'utf8'));
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
}
