import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { daysBetween } from '../../src-core/time/utc.ts';
import { expect, test } from '../support/fixtures.ts';
import { goTo, select } from '../support/steps.ts';
import { survey } from '../support/survey.ts';

const minutes = Array.from({ length: 1440 }, (_, minute) => {
  const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return `2022.01.03\t${clock}:00\t${100 + minute}\t${101 + minute}\t${99 + minute}\t${100 + minute}\t5\t0\t1`;
});
const metaTrader = [
  '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>',
  ...minutes,
  'yesterday\tnoon\t1\t1\t1\t1\t1\t0\t1',
].join('\r\n');

test('D27 D29 D30 candles come in after a look at them, are put together, and go out again', async ({
  journey: { page, shell, models, dialogs },
}) => {
  const file = join(models, 'EURUSD_M1_202201030000_202201032359.csv');
  await writeFile(file, `${metaTrader}\r\n`);
  await goTo(page, 'Data');
  await page.getByRole('button', { name: 'Import a file' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import candles' });
  await dialog.getByLabel('File', { exact: true }).fill(file);
  await expect(
    dialog.getByText('A file of MetaTrader: 1,441 rows on 1 day, 2022-01-03. 1 row cannot be read.'),
  ).toBeVisible();
  await expect(dialog.getByLabel('Feed', { exact: true })).toHaveValue('mine/EURUSD/candle/1m');
  await expect(dialog.getByText('Row 1441: the time "yesterday noon" cannot be read')).toBeVisible();
  await expect(dialog.getByRole('cell', { name: '2022-01-03 00:00:00' })).toBeVisible();
  await survey(page, shell, 'import-preview');

  const zone = dialog.getByRole('combobox', { name: 'Time zone of times without one' });
  await zone.fill('Europe/Zurich');
  await page.getByRole('option', { name: 'Europe/Zurich' }).click();
  await expect(dialog.getByRole('cell', { name: '2022-01-02 23:00:00' })).toBeVisible();
  await select(page, 'Volume from', 'not in the file');
  await expect(dialog.getByRole('row').nth(1)).toContainText('–');
  await zone.fill('UTC');
  await page.getByRole('option', { name: 'UTC', exact: true }).click();
  await expect(dialog.getByRole('cell', { name: '2022-01-03 00:00:00' })).toBeVisible();
  await dialog.getByText('Leave out rows that cannot be read').click();
  await dialog.getByLabel('Feed', { exact: true }).fill('broker/EURUSD/candle/1m');
  await dialog.getByRole('button', { name: 'Import' }).click();
  await expect(page.getByRole('heading', { name: 'broker/EURUSD/candle/1m' })).toBeVisible();
  await expect(page.getByText('1,440 rows on 1 day')).toBeVisible();

  await page.getByRole('button', { name: 'Resample candles' }).click();
  await survey(page, shell, 'resample');
  await select(page, 'Period', '1h');
  await page.getByRole('dialog').getByRole('button', { name: 'Resample' }).click();
  await expect(page.getByText('1 day made')).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Feeds on this machine' })).toContainText(
    'broker/EURUSD/candle/1h',
  );

  await page.getByRole('link', { name: 'broker/EURUSD/candle/1h' }).click();
  await page.getByRole('button', { name: 'Export candles' }).click();
  await survey(page, shell, 'export-candles');
  await page.getByRole('dialog').getByRole('button', { name: 'Export' }).click();
  const saved = await dialogs.save(() => page.getByRole('button', { name: /^Save broker-EURUSD/ }).click());
  const lines = (await readFile(saved, 'utf8')).split('\n');
  expect(lines.slice(0, 2)).toEqual([
    'time,open,high,low,close,volume',
    '2022-01-03T00:00:00Z,100.0,160.0,99.0,159.0,',
  ]);
  expect(lines).toHaveLength(26);
});

test('D22 a damaged day that was imported is imported again, not fetched', async ({
  journey: { page, home, models },
}) => {
  const file = join(models, 'own.csv');
  await writeFile(file, 'time,close\n2022-01-03T00:00Z,1\n2022-01-03T00:01Z,2\n');
  const folder = join(home, 'quarantine', 'mine', 'BTC', 'candle', '1m');
  await mkdir(folder, { recursive: true });
  const damaged = join(folder, '2022-01-03.parquet.2026-10-20T00-00-00-000Z.abcdef');
  await writeFile(damaged, 'torn');
  const found = {
    reason: 'it is torn',
    found_at: '2026-10-20T00:00:00.000Z',
    origin: 'import',
    source: file,
  };
  await writeFile(`${damaged}.reason.json`, JSON.stringify(found));
  await goTo(page, 'Data');
  const list = page.getByRole('region', { name: 'Damaged files' });
  await expect(list).toContainText(`imported from ${file}`);
  await expect(page.getByRole('button', { name: /^Fetch/ })).toHaveCount(0);
  await list.getByRole('button', { name: 'Import again: mine/BTC/candle/1m 2022-01-03' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import candles' });
  await expect(dialog.getByLabel('File', { exact: true })).toHaveValue(file);
  await expect(dialog.getByLabel('Feed', { exact: true })).toHaveValue('mine/BTC/candle/1m');
  await dialog.getByRole('button', { name: 'Import' }).click();
  await expect(page.getByText('2 rows on 1 day')).toBeVisible();
  await expect(list).toHaveCount(0);
});

test.describe('a year of candles', () => {
  test.use({ startsWith: 'finished runs' });

  test('shows its newest days first, also in a narrow window', async ({ journey: { page, home } }) => {
    const folder = join(home, 'cache', 'synthetic', 'BTC', 'candle', '1m');
    for (const day of daysBetween('2025-11-01', '2026-10-04')) {
      await copyFile(join(folder, '2026-10-05.parquet'), join(folder, `${day}.parquet`));
    }
    await goTo(page, 'Data');
    const newest = page.getByRole('button', { name: /^2026-10-18: / });
    await expect(newest).toBeInViewport({ ratio: 1 });
    await page.setViewportSize({ width: 900, height: 800 });
    await expect(newest).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('button', { name: /^2025-11-01: / })).not.toBeInViewport();
  });
});
