import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const folder = fileURLToPath(new URL('../output/screenshots/', import.meta.url));
const usualSize = { width: 1280, height: 800 };
const sizes = [usualSize, { width: 1920, height: 1080 }];

interface Finding {
  id: string;
  impact: string | null;
  nodes: { html: string; failureSummary: string }[];
}

interface Axe {
  run(options: object): Promise<{ violations: Finding[] }>;
}

/**
 * Looks closely at a screen as it stands, in light and in dark: fails when axe finds anything serious, and writes what it
 * looks like in both sizes to a folder that git ignores.
 */
export async function survey(page: Page, shell: string, screen: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await settle(page);
    expect(await seriousFindings(page), `${screen} in ${theme}`).toEqual([]);
    for (const size of sizes) {
      await page.setViewportSize(size);
      await settle(page);
      await page.screenshot({ path: `${folder}${screen}-${theme}-${size.width}-${shell}.png` });
    }
    await page.setViewportSize(usualSize);
  }
}

async function seriousFindings(page: Page): Promise<string[]> {
  // As text it goes through the debugger, where the page's own policy does not keep it out.
  await page.evaluate(await readFile(axeFile, 'utf8'));
  const findings = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  return findings
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

/** Waits until nothing is on its way any more and the page has been drawn since. */
async function settle(page: Page): Promise<void> {
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
}
