import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { predictionStatuses } from '../../src-core/kinds/replay/prediction-columns.ts';
import { replaySummarySchema, type ReplaySummary } from '../../src-core/kinds/replay/summary.ts';
import { formatCount } from '../../src-core/result/format-figure.ts';
import { formatError, formatMetric, metricRows } from '../../src-core/result/metric-rows.ts';
import { statusWords } from '../../src-renderer/features/kinds/replay/status-words.ts';
import { runHeader } from './steps.ts';

/** The id of the run on screen. */
export function jobIdOf(page: Page): string {
  const [, id] = /runs\/([0-9a-f]{32})/.exec(page.url()) ?? [];
  if (id === undefined) throw new Error(`${page.url()} is no run.`);
  return id;
}

/** What the run has written down, as it lies in its result folder. */
export async function summaryOf(home: string, jobId: string): Promise<ReplaySummary> {
  const text = await readFile(join(home, 'results', jobId, 'summary.json'), 'utf8');
  return replaySummarySchema.parse(JSON.parse(text));
}

/** Compares every figure of a run's overview with its summary: headline, metrics, counts, quality of the data. */
export async function expectFigures(page: Page, summary: ReplaySummary): Promise<void> {
  const metrics = metricRows(summary, summary.config);
  const { headline, counts, data_quality: quality } = summary;
  const main = metrics.find(({ metric }) => metric.name === headline.metric)?.metric;
  if (main === undefined) throw new Error(`The summary has no metric ${headline.metric}.`);
  const hero = runHeader(page).getByRole('group', { name: headline.label, exact: true });
  const interval = [headline.interval_low, headline.interval_high].map((end) => formatMetric(main, end));
  await expect(hero).toContainText(formatMetric(main, headline.value));
  await expect(hero).toContainText(interval.join(' to '));

  const defined = metrics.filter(({ value }) => value !== null);
  const table = page.getByRole('region', { name: 'Metrics', exact: true });
  await expectRows(
    table,
    defined.map(({ metric, value, standardError, interval: span }) => [
      metric.unit === '' ? metric.label : `${metric.label}, ${metric.unit}`,
      formatMetric(metric, value),
      standardError === undefined ? '' : formatError(metric, standardError),
      span === undefined ? '' : `${formatMetric(metric, span.low)} to ${formatMetric(metric, span.high)}`,
    ]),
  );
  await expect(table.locator('tbody tr')).toHaveCount(defined.length);
  const others = metrics.filter(({ value }) => value === null).map(({ metric }) => metric.label);
  if (others.length > 0) {
    await expect(page.getByText(`Not defined for this run: ${others.join(', ')}.`)).toBeVisible();
  }
  await expectRows(page.getByRole('region', { name: 'Candles', exact: true }), [
    ['Rows read', formatCount(quality.rows_read)],
    ['Rows used', formatCount(quality.rows_used)],
    ['Missing candles', formatCount(quality.missing_candles)],
  ]);

  const rules = page.getByRole('region', { name: 'How it was run' });
  await expect(rules).toContainText(`Ticks${formatCount(counts.ticks)}`);
  await expectRows(
    page.getByRole('region', { name: `What became of ${formatCount(counts.predictions)} predictions` }),
    predictionStatuses.map((status) => [statusWords[status], formatCount(counts[status])]),
  );
}

/** Waits until the tables of a part of the screen hold these rows, each by its first cells. */
async function expectRows(part: Locator, expected: readonly (readonly string[])[]): Promise<void> {
  const [width = 0] = expected.map((cells) => cells.length);
  const wanted = expected.map((cells) => cells.join(' | '));
  const missing = async (): Promise<string[]> => {
    const rows = await part
      .locator('tbody tr')
      .evaluateAll((found) =>
        found.map((row) => [...(row as HTMLTableRowElement).cells].map((cell) => cell.textContent)),
      );
    const shown = new Set(rows.map((cells) => cells.slice(0, width).join(' | ').replace(/^▲ /, '')));
    return wanted.filter((row) => !shown.has(row));
  };
  await expect.poll(missing, { message: 'rows that are not on screen' }).toEqual([]);
}
