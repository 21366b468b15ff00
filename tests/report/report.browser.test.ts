import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { renderReport } from '../../src-main/services/exports/html-report.ts';
import { sampleRun } from '../../src-main/services/exports/testing/sample-runs.ts';
import { chromiumArguments, chromiumPath } from '../support/chromium.ts';

const journey = `a report in a browser${chromiumPath === undefined ? ' (skipped: no Chromium on this machine)' : ''}`;

describe.skipIf(chromiumPath === undefined)(journey, () => {
  let browser: Browser;
  let folder: string;
  let file: string;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
    folder = mkdtempSync(join(tmpdir(), 'hindcast-report-'));
    file = join(folder, 'report.html');
    writeFileSync(file, renderReport([sampleRun('first'), sampleRun('second', { metrics: { ic: 0.2 } })]));
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  interface Visit {
    page: Page;
    /** Errors, refusals by the policy, and requests beyond the file itself. */
    complaints: string[];
  }

  async function visit(options: Parameters<Browser['newPage']>[0] = {}): Promise<Visit> {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
      ...options,
    });
    onTestFinished(() => page.close());
    const complaints: string[] = [];
    const url = pathToFileURL(file).href;
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('blob:'))
        complaints.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    return { page, complaints };
  }

  async function scrollThrough(page: Page): Promise<void> {
    for (const figure of await page.locator('figure').all()) {
      await figure.scrollIntoViewIfNeeded();
      await figure.and(page.locator('[data-drawn]')).waitFor();
    }
  }

  it.each(['light', 'dark'] as const)('draws every chart without a complaint (%s)', async (colorScheme) => {
    const { page, complaints } = await visit({ colorScheme });
    await scrollThrough(page);
    const inked = await page.locator('figure canvas').evaluateAll((canvases) =>
      (canvases as unknown as Canvas[]).map(({ width, height, getContext }, index) =>
        getContext
          .call(canvases[index], '2d')
          .getImageData(0, 0, width, height)
          .data.some((value) => value > 0),
      ),
    );
    expect(inked).toHaveLength(17);
    expect(inked).not.toContain(false);
    await page.locator('figure canvas').first().hover();
    expect(complaints).toEqual([]);
  });

  it('follows the system from light to dark while it is open', async () => {
    const { page } = await visit({ colorScheme: 'light' });
    const pixels = "document.querySelector('figure canvas').toDataURL()";
    await page.locator('figure[data-drawn]').first().waitFor();
    const light = await page.evaluate(pixels);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => page.evaluate(pixels)).not.toBe(light);
  });

  it('shows the numbers of a chart as a table, by keyboard alone', async () => {
    const { page, complaints } = await visit();
    const figure = page.locator('#run-1-ic_by_day');
    const toggle = figure.getByRole('button', { name: 'Show as table' });
    await toggle.focus();
    await page.keyboard.press('Enter');
    const table = figure.getByRole('table');
    expect(await table.getByRole('columnheader').allTextContents()).toEqual([
      'day, UTC',
      'BTC-60: IC, -1 to 1',
      'BTC-60, 7-day mean: IC, -1 to 1',
    ]);
    expect(await table.getByRole('row').nth(2).allTextContents()).toEqual(['2022-01-04−0.1']);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Space');
    await figure.locator('canvas').waitFor();
    expect(await table.isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('saves a chart as a picture that carries its title', async () => {
    const { page, complaints } = await visit();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('#run-2-calibration').getByRole('button', { name: 'Save as PNG' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('run-2-calibration.png');
    const saved = readFileSync(await download.path());
    expect(saved.subarray(1, 4).toString()).toBe('PNG');
    // Width and height stand in the header, big-endian.
    expect([saved.readUInt32BE(16), saved.readUInt32BE(20)]).toEqual([1920, 960]);
    expect(complaints).toEqual([]);
  });

  it('copies the receipt', async () => {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    await page.getByRole('button', { name: 'Copy receipt' }).first().click();
    await page.getByText('Copied.').waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    expect(JSON.parse(String(copied))).toEqual(sampleRun('first').summary.receipt);
  });

  it('is built so that assistive software finds its way', async () => {
    const { page } = await visit();
    await scrollThrough(page);
    const count = (selector: string): Promise<number> => page.locator(selector).count();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await count('main')).toBe(1);
    expect(await count('h1')).toBe(1);
    for (const role of ['banner', 'main', 'navigation', 'contentinfo'] as const) {
      expect(await page.getByRole(role).count(), role).toBe(1);
    }
    expect(await count('table:not(:has(caption))')).toBe(0);
    expect(await count('th:not([scope])')).toBe(0);
    const ids = await page
      .locator('[id]')
      .evaluateAll((list) => list.map((one) => (one as unknown as { id: string }).id));
    expect(new Set(ids).size).toBe(ids.length);
    const descriptions = await page
      .getByRole('img')
      .evaluateAll((list) => list.map((one) => (one as unknown as { ariaLabel: string }).ariaLabel));
    expect(descriptions).toHaveLength(17);
    for (const description of descriptions) expect(description).toMatch(/values from .* to /);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 420],
  ] as const)(
    'has legible text everywhere and nothing cut off (%s, %s px wide)',
    async (colorScheme, width) => {
      const { page } = await visit({ colorScheme, viewport: { width, height: 800 } });
      const faint = await page.evaluate(faintTexts);
      expect(faint).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    },
  );

  it('prints light, with every chart', async () => {
    const { page } = await visit({ colorScheme: 'dark' });
    const pdf = await page.pdf({ printBackground: true });
    expect(pdf.length).toBeGreaterThan(20_000);
    expect(await page.locator('figure[data-drawn]').count()).toBe(17);
  });

  it('draws every chart for paper at once, half a page wide', async () => {
    const onPaper = `(() => {
      dispatchEvent(new Event('beforeprint'));
      return [...document.querySelectorAll('figure canvas')].map((canvas) => [canvas.clientWidth, canvas.toDataURL()]);
    })()`;
    const still = await (await visit()).page.evaluate<[number, string][]>(onPaper);
    const { page } = await visit({ reducedMotion: 'no-preference', viewport: { width: 1600, height: 800 } });
    await page.locator('figure[data-drawn]').first().waitFor();
    const moving = await page.evaluate<[number, string][]>(onPaper);
    expect(still.length).toBe(17);
    expect(moving).toEqual(still);
    expect(new Set(moving.map(([width]) => width))).toEqual(new Set([300]));
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.evaluate("document.querySelector('figure canvas').clientWidth")).toBeGreaterThan(500);
  });

  it('leaves values and cells their room on a narrow screen', async () => {
    const { page } = await visit({ viewport: { width: 360, height: 800 } });
    await scrollThrough(page);
    const shares = await page.evaluate<number[]>(
      "[...document.querySelectorAll('.facts dd')].map((value) => value.offsetWidth / value.parentElement.offsetWidth)",
    );
    expect(shares.length).toBeGreaterThan(0);
    for (const share of shares) expect(share).toBeGreaterThan(0.5);
    // The cells of the calendar begin where the names of its rows end.
    const isCellPlace = `echarts.getInstanceByDom(document.querySelector('#run-1-score_calendar [data-chart]')).containPixel('grid', [85, 60])`;
    expect(await page.evaluate(isCellPlace)).toBe(true);
  });

  it.each(['light', 'dark'] as const)('is found clean by axe in the %s scheme', async (colorScheme) => {
    const { page } = await visit({ colorScheme, bypassCSP: true });
    await scrollThrough(page);
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core') });
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const result = await axe.run();
      return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
    });
    expect(violations).toEqual([]);
  });
});

/** What this test reads of a canvas; the project's tests are typed without the DOM. */
interface Canvas {
  width: number;
  height: number;
  getContext(kind: '2d'): { getImageData(...box: number[]): { data: Uint8ClampedArray } };
}

/** Runs in the page: the texts whose contrast with what is behind them is below 4.5 to 1 (WCAG 2.2, 1.4.3). */
const faintTexts = `(() => {
  const channel = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([red, green, blue]) => 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() === '' || !element.checkVisibility() || element.closest('script, style')) continue;
    const [lighter, darker] = [luminance(numbers(getComputedStyle(element).color)), luminance(behind(element))].sort((a, b) => b - a);
    const contrast = (lighter + 0.05) / (darker + 0.05);
    if (contrast < 4.5) found.push(walker.currentNode.data.trim() + ': ' + contrast.toFixed(2));
  }
  return found;
})()`;
