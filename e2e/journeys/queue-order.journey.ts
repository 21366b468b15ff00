import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Journey } from '../support/fixtures.ts';
import { writeModel } from '../support/models.ts';
import { expectState, fill, goTo, jobRow, openRun, selectJobs, startBacktest } from '../support/steps.ts';

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
