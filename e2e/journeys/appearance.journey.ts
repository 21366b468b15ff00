import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { goTo, jobRow, openRun, runHeader, select } from '../support/steps.ts';

test.use({ startsWith: 'finished runs' });

const background = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);

test('the theme is chosen, switched by key, and kept', async ({ journey }) => {
  const { page } = journey;
  await goTo(page, 'Settings');
  await select(page, 'Theme', 'Light');
  await expect.poll(() => background(page)).toBe('rgb(255, 255, 255)');
  await page.keyboard.press('Control+Shift+l');
  await expect.poll(() => background(page)).toBe('rgb(14, 17, 22)');
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Theme' })).toHaveText('Dark');
  expect(await background(page)).toBe('rgb(14, 17, 22)');
});

test('times are in UTC until the person says otherwise', async ({ journey: { page } }) => {
  await openRun(page, 'mean reversion');
  const ended = runHeader(page)
    .getByText(/\d{2}:\d{2}/)
    .first();
  await expect(ended).toHaveText(/UTC$/);
  const minutes = async (): Promise<number> => {
    const [, hour, minute] = /(\d{2}):(\d{2})/.exec((await ended.textContent()) ?? '') ?? [];
    return Number(hour) * 60 + Number(minute);
  };
  const utc = await minutes();
  await page.keyboard.press('u');
  await expect(ended).toHaveText(/(GMT|UTC)\+0?5:30|IST/);
  // India is five and a half hours ahead, the whole year.
  expect(((await minutes()) - utc + 1440) % 1440).toBe(330);
  await expect(page.getByRole('contentinfo', { name: 'Status' }).getByRole('time')).not.toContainText('UTC');
  await page.reload();
  await expect(ended).not.toHaveText(/UTC$/);
  await goTo(page, 'Queue');
  await expect(jobRow(page, 'mean reversion')).toBeVisible();
});
