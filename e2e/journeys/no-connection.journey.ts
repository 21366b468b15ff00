import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { homeWithFinishedRuns } from '../support/finished-runs.ts';
import { startServing } from '../support/serving.ts';
import { expectState, goTo, openRun, openTab, startBacktest } from '../support/steps.ts';
import { launchBrowser } from '../support/web-shell.ts';

// Not port 9, where fetch itself refuses to go.
const coordinator = 'http://127.0.0.1:8009';
const preload = pathToFileURL(join(import.meta.dirname, '../support/refuse-connections.mjs'));

/** Everything that a person does with what is here. */
async function visitEverything(page: Page): Promise<void> {
  await goTo(page, 'Queue');
  await openRun(page, 'trend following');
  for (const tab of ['Prediction quality', 'Predictions', 'Log', 'Receipt']) await openTab(page, tab);
  await page.getByRole('main').getByRole('tabpanel').getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByRole('button', { name: 'Verify again' })).toBeVisible({ timeout: 30_000 });
  await goTo(page, 'Data');
  await expect(page.getByRole('grid', { name: 'Feeds on this machine' })).toContainText('synthetic/ETH');
  await expect(page.getByRole('button', { name: /^2026-10-05/ })).toBeVisible();
  await openTab(page, 'Coordinators');
  await expect(page.getByRole('button', { name: 'Ask the coordinator Default what it has' })).toBeVisible();
  await startBacktest(page, {
    model: 'examples/models/mean-reversion.ts',
    name: 'without a network',
    feed: 'synthetic/ETH/candle/1m',
    start: '2026-10-04',
    end: '2026-10-18',
  });
  // A day before the first that is here: coordinators could have it, and are not asked.
  await expectState(page, 'Completed with warnings');
  await goTo(page, 'Compare');
  await expect(page.getByRole('heading', { name: 'Choose at least two completed runs' })).toBeVisible();
  await goTo(page, 'Settings');
  await expect(page.getByRole('heading', { name: 'About' })).toBeVisible();
}

test('D32 with every connection refused all screens work, and none is tried before a person asks', async () => {
  test.skip(test.info().project.name !== 'web', 'The other shells stand on the same services.');
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-no-connection-'));
  const noted = join(folder, 'noted');
  const triedBefore = async (): Promise<string> => readFile(noted, 'utf8').catch(() => '');
  try {
    const home = join(folder, 'home');
    await cp(homeWithFinishedRuns, home, { recursive: true });
    const watching = `${preload.href}?${new URLSearchParams({ noted }).toString()}`;
    const serving = await startServing(home, [], {
      parameters: ['--import', watching],
      environment: { COORDINATOR_URL: coordinator },
    });
    const browser = await launchBrowser();
    try {
      const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
      const elsewhere: string[] = [];
      const { origin } = new URL(serving.ownerUrl);
      page.on('request', (request) => {
        if (/^https?:/.test(request.url()) && new URL(request.url()).origin !== origin)
          elsewhere.push(request.url());
      });
      await page.goto(serving.ownerUrl);
      await visitEverything(page);
      expect(await triedBefore()).toBe('');
      expect(elsewhere).toEqual([]);
      // The server, its data worker, and a worker for each job: all were watched.
      const watched = await readFile(`${noted}.watched`, 'utf8');
      expect(watched.split('\n').length).toBeGreaterThan(3);

      await goTo(page, 'Data');
      await openTab(page, 'Coordinators');
      await page.getByRole('button', { name: 'Ask the coordinator Default what it has' }).click();
      await expect(page.getByRole('alert').first()).toContainText(coordinator);
      expect(await triedBefore()).toContain('a connection to 127.0.0.1:8009');
    } finally {
      await browser.close();
      await serving.end('SIGINT');
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
