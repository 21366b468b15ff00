import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../support/fixtures.ts';
import { finishedRuns } from '../support/finished-runs.ts';
import { writeModel } from '../support/models.ts';
import {
  describeBacktest,
  expectState,
  fill,
  goTo,
  jobRow,
  openRun,
  openTab,
  selectJobs,
  startBacktest,
} from '../support/steps.ts';
import { survey } from '../support/survey.ts';

const feed = { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '1m' };
const range = { start: '2026-10-05', end: '2026-10-18' };

/** A damaged day, as a check leaves it. */
async function putIntoQuarantine(home: string): Promise<void> {
  const folder = join(home, 'quarantine', 'synthetic', 'BTC', 'candle', '1m');
  await mkdir(folder, { recursive: true });
  const file = join(folder, '2026-09-30.parquet.2026-10-20T00-00-00-000Z.abcdef');
  await writeFile(file, 'torn');
  const found = { reason: 'it is torn', found_at: '2026-10-20T00:00:00.000Z', source: null };
  await writeFile(`${file}.reason.json`, JSON.stringify(found));
}

test.describe('screens of a fresh home', () => {
  test('are accessible in light and dark', async ({ journey: { page, shell } }) => {
    await expect(page.getByRole('heading', { name: 'No backtests yet' })).toBeVisible();
    await survey(page, shell, 'first-run');
    await goTo(page, 'Data');
    await expect(page.getByRole('heading', { name: 'No candles here yet' })).toBeVisible();
    await survey(page, shell, 'data-empty');
  });
});

test.describe('screens of a home in use', () => {
  test.use({ startsWith: 'finished runs' });

  test('a finished run, tab by tab, is accessible in light and dark', async ({
    journey: { page, shell },
  }) => {
    await openRun(page, 'trend following');
    await expect(page.getByRole('heading', { name: 'Is it better than nothing?' })).toBeVisible();
    await survey(page, shell, 'run-overview');
    await openTab(page, 'Prediction quality');
    await expect(page.getByRole('heading', { name: /^Information coefficient by day/ })).toBeVisible();
    await survey(page, shell, 'run-quality');
    await openTab(page, 'Predictions');
    await expect(page.getByRole('grid', { name: 'Predictions' }).getByRole('row').nth(5)).toBeVisible();
    await survey(page, shell, 'run-predictions');
    await openTab(page, 'Log');
    await expect(page.getByRole('group', { name: 'Log', exact: true })).toBeVisible();
    await survey(page, shell, 'run-log');
    await openTab(page, 'Receipt');
    await expect(page.getByRole('heading', { name: 'Settings as JSON' })).toBeVisible();
    await survey(page, shell, 'run-receipt');
  });

  test('the queue at work is accessible in light and dark', async ({ journey: { page, shell, models } }) => {
    const weighted = await writeModel(models, 'weighted');
    await startBacktest(page, { model: weighted, name: 'without its weights', ...range });
    await expectState(page, 'Failed');
    await survey(page, shell, 'run-failed');
    const patient = await writeModel(models, 'patient');
    await startBacktest(page, { model: patient, name: 'patient', ...range });
    const progress = page.getByRole('progressbar', { name: 'Progress of patient' });
    await expect(progress).toHaveAttribute('aria-valuetext', /^simulating/);
    await survey(page, shell, 'run-running');
    await goTo(page, 'Queue');
    await selectJobs(page, finishedRuns.slice(0, 2));
    await survey(page, shell, 'queue');
    await page.getByRole('button', { name: 'Statistics' }).click();
    await expect(page.getByRole('dialog').getByText('MODEL_LOAD_FAILED')).toBeVisible();
    await survey(page, shell, 'queue-failures');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('button', { name: 'Delete 2 jobs' })).toBeVisible();
    await survey(page, shell, 'confirm');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('tr');
    await survey(page, shell, 'palette');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('combobox', { name: 'Find a command or a job' })).toBeHidden();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await survey(page, shell, 'keys');
    await page.keyboard.press('Escape');
    await selectJobs(page, ['patient']);
    await page.keyboard.press('x');
    await expect(jobRow(page, 'patient')).toContainText('Cancelled');
    await openRun(page, 'patient');
    await survey(page, shell, 'run-cancelled');
  });

  test('the order of the queue is accessible in light and dark', async ({
    journey: { page, shell, models },
  }) => {
    const specs = [];
    for (const name of ['narrow', 'wide', 'broad']) {
      const folder = join(models, name);
      await mkdir(folder);
      const path = await writeModel(folder, 'patient');
      specs.push({ kind: 'replay', name, model: { path }, feed, ...range });
    }
    await goTo(page, 'Settings');
    await fill(page, 'Slots', '1');
    await fill(page, 'Delays of retries, seconds', '600, 900');
    await goTo(page, 'Queue');
    await page.getByRole('button', { name: 'Pause the queue' }).click();
    await goTo(page, 'New');
    await openTab(page, 'JSON');
    await page.getByRole('textbox', { name: 'Job spec as JSON' }).fill(JSON.stringify(specs, null, 2));
    await fill(page, 'Name of the group', 'window sweep');
    await survey(page, shell, 'new-group');
    await page.getByRole('button', { name: 'Run 3 backtests' }).click();
    await expect(page.getByRole('list', { name: 'Groups' })).toContainText('window sweep');
    await describeBacktest(page, { model: 'examples/models/trend-following.ts', name: 'tonight', ...range });
    await page.getByRole('button', { name: 'When it may start' }).click();
    await page.getByRole('checkbox', { name: 'Not before a moment' }).click();
    await fill(page, 'Not before: day, UTC', '2199-01-31');
    await page.getByRole('combobox', { name: 'After these have completed' }).fill('bro');
    await page.getByRole('option', { name: /^broad/ }).click();
    await survey(page, shell, 'new-scheduled');
    await page.getByRole('button', { name: 'Run backtest' }).click();
    await expect(page.getByText('It waits for 1 job')).toBeVisible();
    await survey(page, shell, 'run-waiting');
    await goTo(page, 'Queue');
    await page.getByRole('button', { name: 'Show all' }).click();
    await selectJobs(page, ['narrow']);
    await page.keyboard.press('Alt+Shift+ArrowUp');
    await expect(jobRow(page, 'narrow')).toContainText('1st');
    await selectJobs(page, ['narrow', 'broad']);
    await page.keyboard.press('Alt+Shift+ArrowDown');
    await expect(jobRow(page, 'broad')).toContainText('4th');
    await survey(page, shell, 'queue-paused');
    await page.getByRole('button', { name: 'Order' }).click();
    await expect(page.getByRole('menuitem', { name: 'Move up' })).toBeVisible();
    await survey(page, shell, 'queue-order');
    await page.getByRole('menuitem', { name: 'Start not before…' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await survey(page, shell, 'queue-schedule');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await expect(jobRow(page, 'narrow')).toContainText('Running');
    await openRun(page, 'narrow');
    const progress = page.getByRole('progressbar', { name: 'Progress of narrow' });
    await expect(progress).toHaveAttribute('aria-valuetext', /^simulating/);
    process.kill(Number(await readFile(join(models, 'narrow', 'pid'), 'utf8')), 'SIGKILL');
    await expect(page.getByText(/^It tries again in/)).toBeVisible();
    await survey(page, shell, 'run-retries');
    await goTo(page, 'Queue');
    await expect(jobRow(page, 'wide')).toContainText('Running');
    const pid = Number(await readFile(join(models, 'wide', 'pid'), 'utf8').catch(() => '0'));
    expect(pid).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Clear selection' }).click();
    process.kill(pid, 'SIGSTOP');
    try {
      await expect(jobRow(page, 'wide')).toContainText('stalled: silent for', { timeout: 20_000 });
      await survey(page, shell, 'queue-stalled');
      await page.getByRole('button', { name: 'Statistics' }).click();
      await expect(page.getByRole('dialog').getByText('stalled: silent for')).toBeVisible();
      await survey(page, shell, 'queue-statistics');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await page.keyboard.press('Escape');
    await goTo(page, 'Settings');
    await page.getByLabel('Delete ended jobs after, days', { exact: true }).fill('30');
    await expect(page.getByText(/^Would delete/)).toBeVisible();
    await survey(page, shell, 'settings-keeping');
  });

  test('all other screens are accessible in light and dark', async ({ journey: { page, shell, home } }) => {
    await putIntoQuarantine(home);
    await selectJobs(page, finishedRuns);
    await page.keyboard.press('c');
    await expect(page.getByRole('region', { name: 'Comparison of runs' })).toBeVisible();
    await survey(page, shell, 'compare');
    await describeBacktest(page, { model: 'examples/models/mean-reversion.ts', ...range, end: '2026-10-25' });
    await expect(page.getByText(/days are missing/)).toBeVisible();
    await survey(page, shell, 'new');
    await openTab(page, 'JSON');
    await expect(page.getByRole('textbox', { name: 'Job spec as JSON' })).toBeVisible();
    await survey(page, shell, 'new-json');
    await goTo(page, 'Data');
    await expect(page.getByRole('grid', { name: 'Feeds on this machine' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Damaged files' })).toContainText('it is torn');
    await survey(page, shell, 'data');
    await page.getByRole('button', { name: 'Import a file' }).click();
    await expect(page.getByRole('dialog', { name: 'Import candles' })).toBeVisible();
    await survey(page, shell, 'import');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await openTab(page, 'Coordinators');
    await page.getByRole('button', { name: 'Ask the coordinator Default what it has' }).click();
    await expect(page.getByRole('alert').first()).toBeVisible();
    await survey(page, shell, 'coordinators');
    await page.getByRole('button', { name: 'Add a coordinator' }).click();
    await expect(page.getByRole('dialog', { name: 'Add a coordinator' })).toBeVisible();
    await survey(page, shell, 'coordinator-dialog');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await goTo(page, 'Settings');
    await expect(page.getByRole('heading', { name: 'About' })).toBeVisible();
    await survey(page, shell, 'settings');
  });
});

test.describe('screens of a viewer', () => {
  test.skip(() => test.info().project.name !== 'web', 'a window has one owner and nobody else');

  test('are accessible in light and dark', async ({ journey }) => {
    const page = await journey.openViewer();
    await goTo(page, 'New');
    await expect(page.getByText('You opened Hindcast to look only and cannot run backtests')).toBeVisible();
    await survey(page, journey.shell, 'permission-denied');
  });
});
