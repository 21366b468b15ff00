import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openApp } from '../../src-main/services/app/open-app.ts';
import { resolveHome } from '../../src-main/services/home/home.ts';
import { ForkedNodeSpawner } from '../../src-main/services/processes/forked-node-spawner.ts';
import { webPorts } from '../../src-main/web/web-ports.ts';
import { openWebShell } from '../../src-main/web/web-shell.ts';
import { chromiumArguments, chromiumPath } from '../support/chromium.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const rendererFolder = fileURLToPath(new URL('../../out/renderer/', import.meta.url));
let browser: Browser;

async function serve(root: string, port = 0) {
  const app = await openApp(resolveHome(root, {}), webPorts(new ForkedNodeSpawner(process.env), []));
  const shell = await openWebShell({ app, rendererFolder, port });
  const close = async (): Promise<void> => {
    await shell.close();
    await app.close();
  };
  onTestFinished(close);
  return { shell, close };
}

async function newPage(): Promise<{ page: Page; breaches: string[] }> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const breaches: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) breaches.push(message.text());
  });
  return { page, breaches };
}

const isIn = (page: Page): Promise<void> => page.getByRole('navigation').first().waitFor();

describe.skipIf(chromiumPath === undefined)('a page in a browser (needs Chromium)', () => {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: chromiumPath as string,
      args: [...chromiumArguments, '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    });
  });
  afterAll(() => browser.close());

  it('signs in with its link, hides the code, and stays signed in when it is reloaded', async () => {
    const { shell } = await serve(temporaryFolder());
    const { page, breaches } = await newPage();
    await page.goto(shell.newLink('owner'));
    await isIn(page);
    expect(page.url()).toMatch(new RegExp(`^${shell.origin}/(#/)?$`));
    expect(await page.evaluate('history.length')).toBeLessThanOrEqual(2);
    await page.reload();
    await isIn(page);
    expect(await page.evaluate('[localStorage.length, document.cookie]')).not.toContainEqual(
      expect.stringMatching(/token/),
    );
    expect(breaches).toEqual([]);
  });

  it('says that its link has expired when it was used before', async () => {
    const { shell } = await serve(temporaryFolder());
    const link = shell.newLink('viewer');
    const first = await newPage();
    await first.page.goto(link);
    await isIn(first.page);
    const { page } = await newPage();
    await page.goto(link);
    await page.getByRole('heading', { name: 'This link has expired' }).waitFor();
    await page.goto(shell.newLink('viewer'));
    await page.reload();
    await isIn(page);
  });

  it('says so too when Hindcast was started anew at the same place', async () => {
    const root = temporaryFolder();
    const { shell, close } = await serve(join(root, 'home'));
    const { page } = await newPage();
    await page.goto(shell.newLink('owner'));
    await isIn(page);
    await close();
    await page.getByText('The connection to Hindcast is lost').waitFor();
    const again = await serve(join(root, 'home'), Number(new URL(shell.origin).port));
    await page.getByText('This link has expired').waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'This link has expired' }).waitFor();
    await page.goto(again.shell.newLink('owner'));
    await page.reload();
    await isIn(page);
  });

  it('cannot be put into a frame, and loads nothing from elsewhere', async () => {
    const { shell } = await serve(temporaryFolder());
    const { shell: other } = await serve(temporaryFolder());
    const { page } = await newPage();
    await page.goto(shell.newLink('owner'));
    await isIn(page);
    const attempt = (expression: string): Promise<unknown> =>
      page.evaluate(expression).catch(() => 'refused');
    expect(await attempt(`fetch('${other.origin}/').then(() => 'loaded')`)).toBe('refused');
    expect(await attempt(`import('${other.origin}/assets/x.js').then(() => 'loaded')`)).toBe('refused');
    const framed = `new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.src = '${shell.origin}/';
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
      document.body.append(frame);
    })`;
    expect(await attempt(framed)).toBe('frame-src');
  });
});
