import type { Page } from '@playwright/test';
import { formatMetric, metricRows } from '../../src-core/result/metric-rows.ts';
import { summaryOf } from '../support/figures.ts';
import { expect, test } from '../support/fixtures.ts';
import { jobRow, selectJobs } from '../support/steps.ts';

const names = ['mean reversion', 'trend following'] as const;

test.use({ startsWith: 'finished runs' });

/** The texts of a row of the comparison, one for each run. */
async function valuesOf(page: Page, metric: string): Promise<string[]> {
  const row = page
    .getByRole('region', { name: 'Comparison of runs' })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: metric }) });
  return row.getByRole('cell').allTextContents();
}

test('two runs are compared by what differs', async ({ journey: { page, home } }) => {
  await selectJobs(page, names);
  await page
    .getByRole('group', { name: 'Selected jobs' })
    .getByRole('button', { name: 'Compare', exact: true })
    .click();
  const [, jobs = ''] = /jobs=([0-9a-f,%C]+)/.exec(page.url()) ?? [];
  const jobIds = decodeURIComponent(jobs).split(',');
  expect(jobIds).toHaveLength(2);
  const table = page.getByRole('region', { name: 'Comparison of runs' });
  await expect(table).toBeVisible();
  const summaries = await Promise.all(jobIds.map((jobId) => summaryOf(home, jobId)));
  await expect(table.getByRole('columnheader').getByRole('link')).toHaveText(
    summaries.map(({ name }) => name),
  );
  const [baseline = [], other = []] = summaries.map((summary) => metricRows(summary, summary.config));
  const differing = baseline.filter(({ value }, index) => value !== other[index]?.value);
  expect(differing.length).toBeGreaterThan(5);
  for (const { metric, value } of differing) {
    const theirs = other.find((row) => row.metric.name === metric.name)?.value ?? null;
    const [first = '', second = ''] = await valuesOf(page, metric.label);
    expect(first, metric.label).toContain(formatMetric(metric, value));
    expect(second, metric.label).toContain(formatMetric(metric, theirs));
    if (value !== null && theirs !== null) {
      expect(second, metric.label).toContain(
        formatMetric({ unit: '', digits: metric.digits }, theirs - value),
      );
    }
  }
  const alike = baseline.find(({ value }, index) => value === other[index]?.value);
  const alikeRow = table.getByRole('rowheader', { name: alike?.metric.label ?? '' });
  await expect(alikeRow).toBeHidden();
  await page.getByRole('switch', { name: 'Only what differs' }).click();
  await expect(alikeRow).toBeVisible();

  await table.getByRole('button', { name: 'Make baseline' }).click();
  await expect(table.getByRole('columnheader').getByRole('link')).toHaveText(
    summaries.map(({ name }) => name).toReversed(),
  );
  await table.getByRole('link', { name: names[0] }).click();
  await expect(page).toHaveURL(/runs\//);
});

test('runs that are compared can be chosen without leaving', async ({ journey: { page } }) => {
  await expect(jobRow(page, names[0])).toBeVisible();
  await page.keyboard.press('3');
  await expect(page.getByRole('heading', { name: 'Choose at least two completed runs' })).toBeVisible();
  for (const name of names) {
    await page.getByRole('group', { name: 'Runs to compare' }).getByRole('combobox').fill(name);
    await page.getByRole('option', { name: new RegExp(name) }).click();
  }
  await expect(page.getByRole('region', { name: 'Comparison of runs' })).toBeVisible();
});
