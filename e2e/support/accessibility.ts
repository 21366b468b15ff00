import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';
import { themes } from './screenshots.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Finding {
  id: string;
  impact: string | null;
  nodes: { html: string }[];
}

interface Axe {
  run(options: object): Promise<{ violations: Finding[] }>;
}

/** Fails when axe finds anything serious on the screen as it stands, in light or in dark. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  const source = await readFile(axe, 'utf8');
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    // As text it goes through the debugger, where the page's own policy does not keep it out.
    await page.evaluate(source);
    const findings = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: Axe };
      return (await axe.run({ resultTypes: ['violations'] })).violations;
    });
    const serious = findings.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
    expect(told, `${screen} in ${theme}`).toEqual([]);
  }
}
