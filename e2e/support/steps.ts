import { expect, type Locator, type Page } from '@playwright/test';

/** What a person does again and again. */

export async function goTo(
  page: Page,
  screen: 'Queue' | 'New' | 'Compare' | 'Data' | 'Settings',
): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click();
}

/** The row of a job in the queue. */
export function jobRow(page: Page, name: string): Locator {
  return page.getByRole('grid', { name: 'Jobs' }).getByRole('row').filter({ hasText: name });
}

/** Selects jobs in the queue. */
export async function selectJobs(page: Page, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await jobRow(page, name)
      .getByRole('checkbox', { name: `Select ${name}` })
      .click();
  }
}

/** Opens a run from the queue. */
export async function openRun(page: Page, name: string): Promise<void> {
  await jobRow(page, name).getByRole('link', { name, exact: true }).click();
}

export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name }).click();
}

/** The part of a run's screen that says how it stands: name, state, headline, actions. */
export function runHeader(page: Page): Locator {
  return page.getByRole('main').locator('header').first();
}

export async function expectState(page: Page, state: string): Promise<void> {
  await expect(runHeader(page).getByText(state, { exact: true })).toBeVisible({ timeout: 30_000 });
}

/** Fills a form field that holds text, and leaves it. */
export async function fill(page: Page | Locator, label: string, value: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(value);
  await field.blur();
}

/** Chooses one of the options of a list. */
export async function select(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  const chosen = page.getByRole('option', { name: option });
  await chosen.click();
  // An open list has the keyboard for itself.
  await expect(chosen).toBeHidden();
}

export interface NewBacktest {
  readonly model: string;
  readonly name?: string;
  readonly feed?: string;
  readonly start: string;
  readonly end: string;
}

/** Writes a new backtest into the form. */
export async function describeBacktest(page: Page, given: NewBacktest): Promise<void> {
  await goTo(page, 'New');
  await fill(page, 'File', given.model);
  const { feed = 'synthetic/BTC/candle/1m' } = given;
  const feeds = page.getByRole('combobox', { name: 'Feed' });
  await feeds.clear();
  await feeds.fill(feed);
  await page.getByRole('option', { name: feed }).click();
  await fill(page, 'Start, UTC', given.start);
  await fill(page, 'End, UTC', given.end);
  // Last: a name that nobody has written follows the other fields.
  if (given.name !== undefined) await fill(page, 'Name', given.name);
}

/** Writes a new backtest and starts it; its screen opens. */
export async function startBacktest(page: Page, given: NewBacktest): Promise<void> {
  await describeBacktest(page, given);
  await page.getByRole('button', { name: 'Run backtest' }).click();
  await expect(page).toHaveURL(/runs\//);
}
