import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import { fillQueue, fullQueueSize } from '../e2e/support/full-queue.ts';
import { startServing } from '../e2e/support/serving.ts';
import { launchBrowser } from '../e2e/support/web-shell.ts';
import { ensureBuilt } from '../scripts/build/ensure-built.ts';
import { chromiumPath } from '../tests/support/chromium.ts';

/** A line of the table. */
export type RendererRow = [what: string, figure: string, aim: string];

const renderer = fileURLToPath(new URL('../out/renderer/', import.meta.url));
const rounds = 5;
/** Kilobytes, as they travel: what the first screen waits for, and everything there is. */
const firstBudget = 250;
const wholeBudget = 850;

/**
 * What the person in front of the page waits for, and how much code it takes.
 *
 * @param runHome a home with a completed run of a year of minutes
 */
export async function benchRenderer(runHome: string): Promise<RendererRow[]> {
  await ensureBuilt();
  const sizes = bundleSizes();
  if (chromiumPath === undefined) {
    return [...sizes, ['the page in a browser: there is no Chromium here', 'skipped', '']];
  }
  const browser = await launchBrowser();
  try {
    return [...sizes, ...(await benchColdStart(browser)), ...(await benchTabs(browser, runHome))];
  } finally {
    await browser.close();
  }
}

function bundleSizes(): RendererRow[] {
  const compressed = (files: readonly string[]): number =>
    files.reduce((sum, file) => sum + gzipSync(readFileSync(join(renderer, file))).byteLength, 0) / 1000;
  const page = readFileSync(join(renderer, 'index.html'), 'utf8');
  const first = [...page.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+)"/g)].map(([, file]) => file as string);
  const all = globSync('assets/*', { cwd: renderer });
  const kilobytes = (size: number): string => `${size.toFixed(0)} kB`;
  return [
    ['bundle that the first screen waits for, compressed', kilobytes(compressed(first)), `${firstBudget} kB`],
    ['bundle, all of it, compressed', kilobytes(compressed(all)), `${wholeBudget} kB`],
  ];
}

/** From `hindcast serve` and from opening its link, in a browser that runs, to a queue that answers to the keyboard. */
async function benchColdStart(browser: Browser): Promise<RendererRow[]> {
  const home = await mkdtemp(join(tmpdir(), 'hindcast-bench-'));
  fillQueue(home);
  let best = { serving: Number.POSITIVE_INFINITY, page: Number.POSITIVE_INFINITY };
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const started = performance.now();
    const serving = await startServing(home);
    const served = performance.now();
    await page.goto(serving.ownerUrl, { waitUntil: 'commit' });
    await drawn(
      page,
      `[...document.querySelectorAll('[role="grid"] a')].some((link) => link.textContent === 'attempt ${fullQueueSize}')`,
    );
    await page.keyboard.press('/');
    await drawn(page, `document.activeElement.tagName === 'INPUT'`);
    const ended = performance.now();
    if (ended - started < best.serving + best.page) {
      best = { serving: served - started, page: ended - served };
    }
    await context.close();
    await serving.end('SIGINT');
  }
  await rm(home, { recursive: true, force: true });
  const { serving, page } = best;
  return [
    ['cold start to a queue of 10,000 jobs, web shell', `${(serving + page).toFixed(0)} ms`, '1,500 ms'],
    ['  of it until the server serves', `${serving.toFixed(0)} ms`, ''],
    ['  of it in the page', `${page.toFixed(0)} ms`, ''],
  ];
}

/** Waits for the first frame in which a condition holds; what waits for elements looks only every half second. */
async function drawn(page: Page, condition: string): Promise<void> {
  await page.evaluate(`(async () => {
    while (!(${condition})) await new Promise((begun) => requestAnimationFrame(begun));
  })()`);
}

/** From a click on a tab of a large run to its content, drawn: the first time, and the best of later ones. */
async function benchTabs(browser: Browser, home: string): Promise<RendererRow[]> {
  const serving = await startServing(home);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const rows: RendererRow[] = [];
  try {
    await page.goto(serving.ownerUrl);
    await page.getByRole('grid', { name: 'Jobs' }).getByRole('link').first().click();
    // What the person looks at first gives the page time to read ahead.
    await Promise.all(
      ['candles', 'predictions'].map((part) =>
        page.waitForResponse((response) => response.url().endsWith(`/api/results.${part}`)),
      ),
    );
    const tabs = ['Prediction quality', 'Predictions', 'Log', 'Receipt', 'Overview'];
    const times = new Map<string, number[]>(tabs.map((tab) => [tab, []]));
    for (let round = 0; round < rounds; round++) {
      for (const tab of tabs) times.get(tab)?.push(await switchTab(page, tab));
    }
    for (const [tab, [first = 0, ...later]] of times) {
      const figure = `${first.toFixed(0)}, then ${Math.min(...later).toFixed(0)} ms`;
      rows.push([`tab ${tab} of a run of half a million predictions`, figure, '200 ms']);
    }
  } finally {
    await context.close();
    await serving.end('SIGINT');
  }
  return rows;
}

/** Milliseconds from a click on a tab until nothing in it is on its way, and that has been drawn. */
function switchTab(page: Page, name: string): Promise<number> {
  // As text, since nothing else here knows the names of a page.
  return page.evaluate(`(async () => {
    const frame = () => new Promise((begun) => requestAnimationFrame(begun));
    const find = (selector) => document.querySelector('main ' + selector);
    const tab = [...document.querySelectorAll('[role="tab"]')].find(
      ({ textContent }) => textContent === ${JSON.stringify(name)},
    );
    const started = performance.now();
    tab.click();
    do await frame();
    while (
      tab.getAttribute('aria-selected') !== 'true' ||
      find('[aria-busy="true"]') !== null ||
      find('[role="tabpanel"] :is(canvas, table, [role="row"], [aria-label="Log"])') === null
    );
    // A frame begins before it is drawn: with the next one, this one is on screen.
    await frame();
    return performance.now() - started;
  })()`);
}
