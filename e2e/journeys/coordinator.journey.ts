import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import type { Coordinator } from '../../src-coordinator/coordinator.ts';
import { backfill, openCoordinator, startBackfill } from '../support/coordinator.ts';
import { expectFigures, jobIdOf, summaryOf } from '../support/figures.ts';
import { expect, test, type Journey } from '../support/fixtures.ts';
import { writeModel } from '../support/models.ts';
import { survey } from '../support/survey.ts';
import { expectState, fill, goTo, openTab, startBacktest } from '../support/steps.ts';

const feed = 'synthetic/BTC/candle/1m';
const days = { start: '2026-10-05', end: '2026-10-07' };

/** Starts a coordinator, and tells Hindcast where it is. */
async function introduceCoordinator({ page, workshop }: Journey): Promise<Coordinator> {
  const coordinator = await openCoordinator(join(workshop, 'coordinator'));
  await goTo(page, 'Data');
  await openTab(page, 'Coordinators');
  await page.getByRole('button', { name: /^Change / }).click();
  const dialog = page.getByRole('dialog');
  await fill(dialog, 'Address', coordinator.url);
  await fill(dialog, 'Name', 'competition');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  return coordinator;
}

async function chooseDays(part: Locator): Promise<void> {
  await expect(part.getByRole('combobox', { name: /^Feed/ })).toHaveValue(feed);
  await fill(part, 'First day, UTC', days.start);
  await fill(part, 'Last day, UTC', days.end);
}

test('candles are pulled from a coordinator, a model runs on them, and the screen shows what is on disk', async ({
  journey,
}) => {
  const { page, home, models } = journey;
  const coordinator = await introduceCoordinator(journey);
  try {
    await backfill(coordinator, { subject: 'BTC', start: days.start, end: '2026-10-08' });
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await expect(page.getByText(/✓ answers in \d+ ms/)).toBeVisible();
    await page.reload();
    const candles = page.getByRole('region', { name: 'Candles at competition' });
    await chooseDays(candles);
    await candles.getByRole('button', { name: /^Pull 3 days, / }).click();
    await expect(candles.getByRole('list', { name: 'Pulls' })).toContainText('✓ done');
    await expect(candles.getByRole('button', { name: 'All days are here' })).toBeDisabled();
  } finally {
    await coordinator.close();
  }

  const model = await writeModel(models, 'patient');
  await startBacktest(page, { model, name: 'after the candle', feed, ...days });
  const progress = page.getByRole('progressbar', { name: 'Progress of after the candle' });
  await expect(progress).toHaveAttribute('aria-valuetext', /^simulating [1-9]/);
  await writeFile(join(models, 'go'), '');
  await expectState(page, 'Completed');
  const summary = await summaryOf(home, jobIdOf(page));
  expect(summary.counts.predictions).toBeGreaterThan(4000);
  await expectFigures(page, summary);
});

test('a backfill is started on the coordinator and followed to its end', async ({ journey }) => {
  const { page, shell } = journey;
  const coordinator = await introduceCoordinator(journey);
  try {
    await expect(page.getByText('It has no candles to pull yet.')).toBeVisible();
    const backfills = page.getByRole('region', { name: 'Backfills on competition' });
    await chooseDays(backfills);
    await backfills.getByRole('button', { name: 'Start a backfill' }).click();
    await expect(backfills.getByRole('list', { name: 'Backfills that are followed' })).toContainText(
      '✓ done',
    );
    const row = backfills.getByRole('table').getByRole('row').filter({ hasText: feed });
    await expect(row).toContainText('completed');
    await expect(row.getByRole('cell', { name: '4,320', exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: /^Pull 3 days, / })).toBeEnabled();
    await survey(page, shell, 'coordinator-with-days');
  } finally {
    await coordinator.close();
  }
});

test('a backfill that is in the way is told until it has ended', async ({ journey }) => {
  const { page, shell } = journey;
  const coordinator = await introduceCoordinator(journey);
  try {
    const backfills = page.getByRole('region', { name: 'Backfills on competition' });
    await chooseDays(backfills);
    const other = await startBackfill(coordinator, { subject: 'ETH', start: '1990-01-01', end: days.end });
    const start = backfills.getByRole('button', { name: 'Start a backfill' });
    const refusal = backfills.getByRole('alert').filter({ hasText: 'runs one backfill at a time' });
    await start.click();
    await expect(refusal).toContainText(other);
    await fill(backfills, 'Last day, UTC', '2026-10-08');
    await expect(refusal).toBeHidden();
    await start.click();
    await expect(refusal).toBeVisible();
    await fetch(`${coordinator.url}/reports/backfill/jobs/${other}/cancel`, { method: 'POST' });
    await expect(refusal).toBeHidden();
    await start.click();
    await expect(backfills.getByRole('list', { name: 'Backfills that are followed' })).toContainText(
      '✓ done',
    );
    const history = backfills.getByRole('region', { name: 'History of the backfills' });
    await expect(history.getByRole('row').filter({ hasText: 'ETH' })).toContainText('Cancelled by');
    await survey(page, shell, 'coordinator-history');
    await page.setViewportSize({ width: 900, height: 800 });
    expect(await history.evaluate((table) => table.scrollWidth - table.clientWidth)).toBe(0);
  } finally {
    await coordinator.close();
  }
});
