import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { chromiumArguments, chromiumPath } from '../../tests/support/chromium.ts';

/** Draws resources/icon/icon.png from the SVG beside it, with the Chromium of this machine. To run when the SVG changes. */
const folder = new URL('../../resources/icon/', import.meta.url);
const size = 1024;

if (chromiumPath === undefined) throw new Error('There is no Chromium on this machine.');
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments });
const page = await browser.newPage({ viewport: { width: size, height: size } });
await page.setContent(
  `<style>body { margin: 0 } svg { display: block }</style>${await readFile(new URL('icon.svg', folder), 'utf8')}`,
);
await page.screenshot({ path: fileURLToPath(new URL('icon.png', folder)), omitBackground: true });
await browser.close();
