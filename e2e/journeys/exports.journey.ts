import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { replaySummarySchema } from '../../src-core/kinds/replay/summary.ts';
import { formatMetric, metricRows } from '../../src-core/result/metric-rows.ts';
import { chartsSchema } from '../../src-core/result/series.ts';
import { jobIdOf, summaryOf } from '../support/figures.ts';
import { expect, test } from '../support/fixtures.ts';
import { openRun, runHeader, selectJobs } from '../support/steps.ts';

test.use({ startsWith: 'finished runs' });

test('a run is exported in each format, and each can be read', async ({
  journey: { page, home, dialogs },
}) => {
  await openRun(page, 'mean reversion');
  const summary = await summaryOf(home, jobIdOf(page));
  const exported = (item: string): Promise<string> =>
    dialogs.save(async () => {
      await runHeader(page).getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    });

  const csv = await readFile(await exported('Predictions as CSV'), 'utf8');
  const rows = parse(csv, { columns: true }) as Record<string, string>[];
  expect(rows).toHaveLength(summary.counts.predictions);
  const scores = rows.filter(({ status }) => status === 'scored').map(({ score }) => Number(score));
  expect(scores).toHaveLength(summary.counts.scored);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  expect(mean).toBeCloseTo(summary.metrics['score_mean'] as number, 12);

  const { charts, tables, ...rest } = JSON.parse(
    await readFile(await exported('Summary and charts as JSON'), 'utf8'),
  ) as Record<string, unknown>;
  expect(replaySummarySchema.parse(rest)).toEqual(summary);
  expect(chartsSchema.parse({ schema_version: 1, charts, tables }).charts.length).toBeGreaterThan(5);

  const html = await readFile(await exported('Report as HTML'), 'utf8');
  expect(html).toMatch(/^<!doctype html>/i);
  // It is self-contained: nothing is fetched from anywhere.
  expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
  for (const { metric, value } of metricRows(summary, summary.config)) {
    expect(html).toContain(formatMetric(metric, value));
  }
});

test('several runs are exported as one report', async ({ journey: { page, dialogs } }) => {
  const names = ['mean reversion', 'trend following'];
  await selectJobs(page, names);
  const path = await dialogs.save(async () => {
    await page.getByRole('group', { name: 'Selected jobs' }).getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Report as HTML' }).click();
  });
  const html = await readFile(path, 'utf8');
  for (const name of names) expect(html).toContain(name);
});

test('a chart is saved as an image, a drawing and a table', async ({ journey: { page, dialogs } }) => {
  await openRun(page, 'mean reversion');
  const saved = async (item: string): Promise<Buffer> => {
    const path = await dialogs.download(async () => {
      await page.getByRole('button', { name: /^Export Cumulative score/ }).click();
      await page.getByRole('menuitem', { name: item }).click();
    });
    return readFile(path);
  };
  const png = await saved('Image, PNG');
  expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
  expect(png.readUInt32BE(16)).toBeGreaterThan(400);
  expect((await saved('Drawing, SVG')).toString()).toMatch(
    /^<svg[^>]+xmlns="http:\/\/www.w3.org\/2000\/svg"/,
  );
  const rows = parse(await saved('Table, CSV'), { columns: true }) as Record<string, string>[];
  expect(rows.length).toBeGreaterThan(100);
});
