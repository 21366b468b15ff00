import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Journey } from '../support/fixtures.ts';
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

const feed = { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '1m' };
const range = { start: '2026-10-05', end: '2026-10-06' };

test.use({ startsWith: 'finished runs' });

/** Queues a backtest that goes on until {@link letGo} is called for it. */
async function queueBacktest({ page, models }: Journey, name: string): Promise<void> {
  const folder = join(models, name);
  await mkdir(folder);
  await startBacktest(page, { model: await writeModel(folder, 'patient'), name, ...range });
}

const letGo = ({ models }: Journey, name: string): Promise<void> => writeFile(join(models, name, 'go'), '');

/** Makes the queue run one job at a time. */
async function useOneSlot({ page }: Journey): Promise<void> {
  await goTo(page, 'Settings');
  await fill(page, 'Slots', '1');
  await goTo(page, 'Queue');
  await expect(page.getByRole('list', { name: 'Slots' }).getByRole('listitem')).toHaveCount(1);
}

/** What the rows of these jobs say about their place. */
async function expectPlaces({ page }: Journey, places: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, place] of Object.entries(places)) {
    await expect(jobRow(page, name).getByRole('gridcell').nth(2), name).toHaveText(place);
  }
}

test('a paused queue is put in order, and starts in that order when it goes on', async ({ journey }) => {
  const { page } = journey;
  await useOneSlot(journey);
  await page.getByRole('button', { name: 'Pause the queue' }).click();
  const notice = page.getByRole('status').filter({ hasText: 'The queue is paused' });
  await expect(notice).toContainText(/by .+ since \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
  for (const name of ['alpha', 'beta', 'gamma']) await queueBacktest(journey, name);
  await expect(page.getByText(/^The queue is paused/)).toBeVisible();
  await goTo(page, 'Queue');
  await expectPlaces(journey, { alpha: '1st', beta: '2nd', gamma: '3rd' });

  // By the menu of a row, by keys, and by its priority.
  await jobRow(page, 'gamma').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Move to the front' }).click();
  await expectPlaces(journey, { gamma: '1st', alpha: '2nd', beta: '3rd' });
  await page.keyboard.press('Alt+ArrowDown');
  await expectPlaces(journey, { alpha: '1st', gamma: '2nd', beta: '3rd' });
  await page.keyboard.press('Alt+ArrowUp');
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await selectJobs(page, ['beta']);
  await page.getByRole('button', { name: 'Order' }).click();
  await page.getByRole('menuitem', { name: 'Move before…' }).click();
  const before = page.getByRole('dialog', { name: 'Start 1 job before another one' });
  await before.getByRole('combobox', { name: 'Before' }).fill('alpha');
  await page.getByRole('option', { name: '2nd: alpha' }).click();
  await before.getByRole('button', { name: 'Move' }).click();
  await expectPlaces(journey, { gamma: '1st', beta: '2nd', alpha: '3rd' });

  await notice.getByRole('button', { name: 'Resume' }).click();
  await expect(notice).toBeHidden();
  for (const [running, next] of [
    ['gamma', { beta: '1st', alpha: '2nd' }],
    ['beta', { alpha: '1st' }],
    ['alpha', {}],
  ] as const) {
    await expect(jobRow(page, running)).toContainText('Running');
    await expectPlaces(journey, next);
    await letGo(journey, running);
    await expect(jobRow(page, running)).toContainText('Completed');
  }
});

test('a pause outlives a restart', async ({ journey }) => {
  await expect(jobRow(journey.page, 'mean reversion')).toBeVisible();
  await journey.page.keyboard.press('Shift+P');
  await expect(journey.page.getByText('The queue is paused')).toBeVisible();
  const page = await journey.reopen('kill');
  await expect(page.getByText('The queue is paused')).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('resume');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The queue is paused')).toBeHidden();
});

test('a job waits for the moment that a person has chosen, and starts when it may', async ({ journey }) => {
  const { page } = journey;
  await page.getByRole('button', { name: 'Pause the queue' }).click();
  await queueBacktest(journey, 'late');
  await page.getByRole('button', { name: 'Start not before…' }).click();
  const dialog = page.getByRole('dialog', { name: 'When may late start?' });
  await fill(dialog, 'Not before: day, UTC', '2199-01-31');
  await fill(dialog, 'Not before: time of day, UTC', '22:00');
  await expect(dialog.getByText(/^That is in \d+ d/)).toBeVisible();
  // The machine is somewhere else: there it is another day, and the same moment.
  await dialog.getByRole('switch', { name: 'Local time' }).click();
  await expect(dialog.getByLabel('Not before: day, local time')).toHaveValue('2199-02-01');
  await dialog.getByRole('button', { name: 'Schedule' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('It starts not before 2199-01-31 22:00 UTC.')).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Resume the queue' }).click();
  await goTo(page, 'Queue');
  await expect(jobRow(page, 'late')).toContainText('not before 2199-01-31 22:00 UTC');
  await openRun(page, 'late');
  await page.getByRole('main').getByRole('button', { name: 'Start now' }).click();
  await expectState(page, 'Running');
  await letGo(journey, 'late');
  await expectState(page, 'Completed');
});

/** Queues backtests as one group, by a list of specs on the JSON tab. */
async function queueGroup(journey: Journey, group: string, names: readonly string[]): Promise<void> {
  const { page, models } = journey;
  const specs = [];
  for (const name of names) {
    const folder = join(models, name);
    await mkdir(folder);
    const path = await writeModel(folder, 'patient');
    specs.push({ kind: 'replay', name, model: { path }, feed, ...range });
  }
  await goTo(page, 'New');
  await openTab(page, 'JSON');
  await page.getByRole('textbox', { name: 'Job spec as JSON' }).fill(JSON.stringify(specs, null, 2));
  await fill(page, 'Name of the group', group);
  await page.getByRole('button', { name: `Run ${names.length} backtests` }).click();
  await expect(page.getByText(`${names.length} backtests are queued.`)).toBeVisible();
}

test('a group is looked at alone, waited for, and cancelled as one', async ({ journey }) => {
  const { page } = journey;
  await useOneSlot(journey);
  await page.getByRole('button', { name: 'Pause the queue' }).click();
  await queueGroup(journey, 'sweep', ['one', 'two', 'three']);
  const group = page.getByRole('list', { name: 'Groups' }).getByRole('listitem').filter({ hasText: 'sweep' });
  // The queue shows the new group alone, until all are asked for.
  const shown = group.getByRole('button', { name: /sweep/, pressed: true });
  await expect(shown).toBeVisible();
  await expect(jobRow(page, 'mean reversion')).toBeHidden();
  await expect(group).toContainText('0 of 3');
  // They were queued at the same moment: who comes first is for the person to say.
  for (const [name, key] of [
    ['one', 'ArrowUp'],
    ['three', 'ArrowDown'],
  ] as const) {
    await selectJobs(page, [name]);
    await page.keyboard.press(`Alt+Shift+${key}`);
    await expectPlaces(journey, { [name]: name === 'one' ? '1st' : '3rd' });
    await page.getByRole('button', { name: 'Clear selection' }).click();
  }
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await letGo(journey, 'one');
  await expect(jobRow(page, 'one')).toContainText('Completed');
  await expect(group).toContainText('1 of 3');
  await expect(group.getByRole('progressbar')).toHaveAttribute('aria-valuetext', /^(3[3-9]|[45]\d) %$/);
  await shown.click();
  await expect(jobRow(page, 'mean reversion')).toBeVisible();

  // One more waits for a job of the group, and says so.
  await describeBacktest(page, { model: 'examples/models/trend-following.ts', name: 'afterwards', ...range });
  await page.getByRole('button', { name: 'When it may start' }).click();
  await page.getByRole('combobox', { name: 'After these have completed' }).fill('three');
  await page.getByRole('option', { name: /^three/ }).click();
  await expect(page.getByRole('list', { name: 'Jobs that have to complete first' })).toContainText('three');
  await page.getByRole('button', { name: 'Run backtest' }).click();
  await expect(page.getByText('It waits for 1 job: three (queued).')).toBeVisible();
  await goTo(page, 'Queue');
  await expect(jobRow(page, 'afterwards')).toContainText('waits for 1 job');

  await group.getByRole('button', { name: 'Cancel the group sweep' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel 2 jobs' }).click();
  for (const name of ['two', 'three', 'afterwards']) {
    await expect(jobRow(page, name)).toContainText('Cancelled');
  }
  await expect(jobRow(page, 'one')).toContainText('Completed');
  await expect(group).toContainText('3 of 3');
  await expect(group).toContainText('2 cancelled');
  await openRun(page, 'afterwards');
  await openTab(page, 'Receipt');
  await expect(page.getByRole('region', { name: 'History' })).toContainText('it waited for "three"');
});

test('a lost worker is tried again, and the run says which attempt that is and why', async ({ journey }) => {
  const { page, models } = journey;
  await goTo(page, 'Settings');
  await fill(page, 'Delays of retries, seconds', '3600');
  await expect(page.getByText('Every retry waits 1 h.')).toBeVisible();
  await queueBacktest(journey, 'unlucky');
  await expect(page.getByRole('progressbar', { name: 'Progress of unlucky' })).toHaveAttribute(
    'aria-valuetext',
    /^simulating/,
  );
  process.kill(Number(await readFile(join(models, 'unlucky', 'pid'), 'utf8')), 'SIGKILL');
  await expect(page.getByText(/^It tries again in .+, retry 1 of 3: worker was lost\.$/)).toBeVisible();
  const attempts = page.getByRole('region', { name: 'Attempts' });
  await expect(attempts).toContainText('tried again');
  await expect(attempts).toContainText('WORKER_CRASHED');
  await goTo(page, 'Queue');
  await expect(jobRow(page, 'unlucky')).toContainText(
    /tries again in (59|60) min.*, retry 1 of 3|tries again in 1 h/,
  );
  await selectJobs(page, ['unlucky']);
  await page.getByRole('button', { name: 'Order' }).click();
  await page.getByRole('menuitem', { name: 'Start now' }).click();
  await expect(jobRow(page, 'unlucky')).toContainText('Running');
  await letGo(journey, 'unlucky');
  await expect(jobRow(page, 'unlucky')).toContainText('Completed');
  await page.getByRole('button', { name: 'Statistics' }).click();
  await expect(page.getByRole('dialog').getByRole('group', { name: 'Retries, 7 days' })).toContainText('1');
});

test('what retention would delete is told before it is saved', async ({ journey: { page } }) => {
  await goTo(page, 'Settings');
  const days = page.getByLabel('Delete ended jobs after, days', { exact: true });
  const saved = await days.inputValue();
  await days.fill('30');
  await expect(page.getByText('Would delete nothing now.')).toBeVisible();
  await page.getByRole('button', { name: `Leave it at ${saved}` }).click();
  await expect(days).toHaveValue(saved);
  await days.fill('45');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Save' })).toBeHidden();
  await page.reload();
  await expect(days).toHaveValue('45');
});

test('a viewer sees the order and can change nothing of it', async ({ journey }) => {
  test.skip(journey.shell !== 'web', 'a window has one owner and nobody else');
  const { page } = journey;
  await page.getByRole('button', { name: 'Pause the queue' }).click();
  await queueGroup(journey, 'sweep', ['one', 'two']);
  const viewer = await journey.openViewer();
  await expect(viewer.getByText('The queue is paused')).toBeVisible();
  await expect(jobRow(viewer, 'one').getByRole('gridcell').nth(2)).toHaveText(/1st|2nd/);
  await expect(viewer.getByRole('list', { name: 'Groups' })).toContainText('sweep');
  for (const name of ['Pause the queue', 'Resume', 'Resume the queue', 'Cancel the group sweep']) {
    await expect(viewer.getByRole('button', { name, exact: true })).toBeHidden();
  }
  await selectJobs(viewer, ['one']);
  await expect(viewer.getByText('You opened Hindcast to look only and cannot change jobs')).toBeVisible();
  await expect(viewer.getByRole('button', { name: 'Order' })).toBeHidden();
  for (const keys of ['Alt+Shift+ArrowDown', 's', 'Shift+P', 'x']) await viewer.keyboard.press(keys);
  await expect(viewer.getByRole('dialog')).toBeHidden();
  await openRun(viewer, 'one');
  await expect(viewer.getByText(/^It is the (1st|2nd) of 2 that wait/)).toBeVisible();
  await expect(viewer.getByRole('button', { name: 'Move to the front' })).toBeHidden();
  await goTo(viewer, 'Settings');
  await expect(viewer.getByLabel('Delays of retries, seconds', { exact: true })).toBeDisabled();
  await expect(viewer.getByLabel('Delete ended jobs after, days', { exact: true })).toBeDisabled();
  // Hidden buttons are a courtesy; the host is what refuses.
  const token = await viewer.evaluate(() =>
    Object.values(sessionStorage).find((value) => value.length >= 32),
  );
  const { origin } = new URL(viewer.url());
  for (const [op, input] of [
    ['queue.resume', {}],
    ['queue.move', { jobIds: ['0'.repeat(32)], place: { to: 'front' } }],
    ['queue.schedule', { jobIds: ['0'.repeat(32)], notBefore: null }],
    ['queue.cancelGroup', { groupId: 'sweep' }],
  ] as const) {
    const response = await viewer.request.post(`${origin}/api/${op}`, {
      data: { v: 1, op, input },
      headers: { authorization: `Bearer ${token}`, origin },
    });
    expect(await response.json(), op).toMatchObject({ ok: false, error: { code: 'PERMISSION_DENIED' } });
  }
  await expect(page.getByText('The queue is paused')).toBeVisible();
});
