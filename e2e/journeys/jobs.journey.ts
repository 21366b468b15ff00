import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Journey } from '../support/fixtures.ts';
import { expectFigures, jobIdOf, summaryOf } from '../support/figures.ts';
import { writeModel } from '../support/models.ts';
import {
  describeBacktest,
  expectState,
  fill,
  goTo,
  jobRow,
  openRun,
  runHeader,
  selectJobs,
  startBacktest,
} from '../support/steps.ts';

const range = { start: '2026-10-05', end: '2026-10-06' };

test.use({ startsWith: 'finished runs' });

/** Starts a backtest that goes on until the file `go` is there, and waits until it is at its work. */
async function startPatientRun({ page, models }: Journey): Promise<void> {
  const model = await writeModel(models, 'patient');
  await startBacktest(page, { model, name: 'patient', ...range });
  await expectAtWork(page);
}

async function expectAtWork(page: Journey['page']): Promise<void> {
  const progress = page.getByRole('progressbar', { name: 'Progress of patient' });
  await expect(progress).toHaveAttribute('aria-valuetext', /^simulating/);
}

test('a running job is cancelled and leaves no result', async ({ journey }) => {
  const { page } = journey;
  await startPatientRun(journey);
  await goTo(page, 'Queue');
  await expect(jobRow(page, 'patient')).toContainText('Running');
  await selectJobs(page, ['patient']);
  await page
    .getByRole('group', { name: 'Selected jobs' })
    .getByRole('button', { name: 'Cancel', exact: true })
    .click();
  await expect(jobRow(page, 'patient')).toContainText('Cancelled');
  await openRun(page, 'patient');
  await expect(page.getByRole('heading', { name: 'Cancelled while it ran' })).toBeVisible();
  await expect(runHeader(page).getByRole('button', { name: 'Export' })).toBeHidden();
});

test('a failed job says why, and succeeds when it is retried', async ({
  journey: { page, home, models },
}) => {
  const model = await writeModel(models, 'weighted');
  await startBacktest(page, { model, name: 'weighted', ...range });
  await expectState(page, 'Failed');
  await expect(page.getByRole('alert')).toContainText('weights.json');
  await goTo(page, 'Queue');
  await expect(jobRow(page, 'weighted')).toContainText('weights.json');
  await writeFile(join(models, 'weights.json'), '{ "weight": -1 }');
  await openRun(page, 'weighted');
  await page.getByRole('main').getByRole('button', { name: 'Retry' }).click();
  await expectState(page, 'Completed');
  await expect(runHeader(page).getByText('attempt 2')).toBeVisible();
  await expectFigures(page, await summaryOf(home, jobIdOf(page)));
});

/** Ends the process that the patient model runs in, as a crash would. */
async function crash(models: string): Promise<void> {
  const pid = join(models, 'pid');
  process.kill(Number(await readFile(pid, 'utf8')), 'SIGKILL');
  await rm(pid);
}

test('Q25 a worker that is killed from outside fails its job alone when it may not be tried again', async ({
  journey,
}) => {
  const { page, models } = journey;
  const model = await writeModel(models, 'patient');
  await describeBacktest(page, { model, name: 'patient', ...range });
  await page.getByRole('button', { name: 'More settings' }).click();
  await fill(page, 'Max retries', '0');
  await page.getByRole('button', { name: 'Run backtest' }).click();
  await expectAtWork(page);
  await crash(models);
  await expectState(page, 'Failed');
  await expect(page.getByRole('alert')).toContainText('WORKER_CRASHED');
  await writeFile(join(models, 'go'), '');
  await page.getByRole('button', { name: 'Retry' }).click();
  await expectState(page, 'Completed');
});

test('Q25 a worker that is killed from outside is tried again by itself', async ({ journey }) => {
  const { page, models } = journey;
  await startPatientRun(journey);
  await crash(models);
  await writeFile(join(models, 'go'), '');
  await expect(page.getByText(/^It tries again in .+, retry 1 of 3: worker was lost\.$/)).toBeVisible();
  await expectState(page, 'Completed');
  await expect(runHeader(page).getByText('attempt 2')).toBeVisible();
});

for (const how of ['close', 'kill'] as const) {
  test(`a job goes on by itself after a restart by ${how}`, async ({ journey }) => {
    await startPatientRun(journey);
    const page = await journey.reopen(how);
    await expect(jobRow(page, 'patient')).toContainText('Running');
    await writeFile(join(journey.models, 'go'), '');
    await openRun(page, 'patient');
    await expectState(page, 'Completed');
    await expect(runHeader(page).getByText('attempt 2')).toBeVisible();
    await expectFigures(page, await summaryOf(journey.home, jobIdOf(page)));
  });
}
