import { expect, type Locator, type Page } from '@playwright/test';
import { test } from '../support/fixtures.ts';
import { expectState, goTo, jobRow } from '../support/steps.ts';

const farthest = 80;

test.use({ startsWith: 'finished runs' });

/** Goes on to a control with the Tab key. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let step = 0; step < farthest; step++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The Tab key does not reach ${String(control)}.`);
}

test('a backtest is written, run, opened and left by keyboard alone', async ({ journey: { page } }) => {
  await expect(jobRow(page, 'mean reversion')).toBeVisible();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet).toContainText('New backtest');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Find a command or a job' })).toBeFocused();
  await page.keyboard.type('new back');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'New backtest', level: 1 })).toBeFocused();

  await tabTo(page, page.getByLabel('Name', { exact: true }));
  await page.keyboard.press('Control+a');
  await page.keyboard.type('by hand');
  await tabTo(page, page.getByLabel('File', { exact: true }));
  await page.keyboard.type('examples/models/volatility-regime.js');
  await tabTo(page, page.getByRole('combobox', { name: 'Feed' }));
  await page.keyboard.press('Control+a');
  await page.keyboard.type('synthetic/ETH');
  await expect(page.getByRole('option', { name: /ETH/ })).toBeVisible();
  await page.keyboard.press('Enter');
  for (const label of ['Start, UTC', 'End, UTC']) {
    await tabTo(page, page.getByLabel(label, { exact: true }));
    await page.keyboard.press('Control+a');
    await page.keyboard.type('2026-10-06');
  }
  await page.keyboard.press('Control+Enter');
  await expectState(page, 'Completed');

  await tabTo(page, page.getByRole('tab', { name: 'Overview' }));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid')).toBeVisible();

  await page.keyboard.press('1');
  await expect(page.getByRole('heading', { name: 'Queue', level: 1 })).toBeFocused();
  await tabTo(page, page.getByRole('grid', { name: 'Jobs' }).getByRole('gridcell').first());
  await page.keyboard.press('Enter');
  await expectState(page, 'Completed');
  await page.goBack();
  await expect(jobRow(page, 'by hand')).toContainText('Completed');
});

test('an option that is typed in full is chosen when one goes on', async ({ journey: { page } }) => {
  await goTo(page, 'New');
  const feed = page.getByRole('combobox', { name: 'Feed' });
  for (const typed of ['synthetic/ETH/candle/1m', 'synthetic/BTC/candle/1m']) {
    await feed.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(typed);
    await page.keyboard.press('Tab');
    await expect(feed).not.toBeFocused();
    await expect(feed).toHaveValue(typed);
  }
  await feed.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('synthetic/DOGE/candle/1m');
  await page.keyboard.press('Tab');
  await expect(feed).toHaveValue('synthetic/BTC/candle/1m');
});
