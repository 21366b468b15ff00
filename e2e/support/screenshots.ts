import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';

const folder = fileURLToPath(new URL('../output/screenshots/', import.meta.url));
const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
export const themes = ['light', 'dark'] as const;

/** Writes what a screen looks like, light and dark, in both sizes, to a folder that git ignores. */
export async function photograph(page: Page, shell: string, screen: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const size of sizes) {
      await page.setViewportSize(size);
      await page.screenshot({ path: `${folder}${shell}-${screen}-${theme}-${size.width}.png` });
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}
