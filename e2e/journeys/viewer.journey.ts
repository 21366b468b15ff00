import { expect, test } from '../support/fixtures.ts';
import { goTo, jobRow, openRun, openTab, runHeader } from '../support/steps.ts';

test.skip(() => test.info().project.name !== 'web', 'a window has one owner and nobody else');
test.use({ startsWith: 'finished runs' });

test('a viewer sees results and can change nothing', async ({ journey }) => {
  const page = await journey.openViewer();
  await expect(jobRow(page, 'mean reversion')).toContainText('Completed');
  await expect(page.getByRole('button', { name: 'New backtest' })).toBeHidden();
  await openRun(page, 'mean reversion');
  await expect(page.getByRole('group', { name: 'Mean score', exact: true })).toBeVisible();
  for (const name of ['Export', 'Verify', 'Run again', 'Edit and run', 'Delete']) {
    await expect(runHeader(page).getByRole('button', { name, exact: true })).toBeDisabled();
  }
  await openTab(page, 'Predictions');
  await expect(page.getByRole('status').filter({ hasText: 'predictions' })).toBeVisible();
  await goTo(page, 'New');
  await expect(page.getByText('You opened Hindcast to look only and cannot run backtests')).toBeVisible();
  await goTo(page, 'Data');
  await expect(page.getByRole('grid', { name: 'Feeds on this machine' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Import a file' })).toBeHidden();
  await goTo(page, 'Settings');
  await expect(page.getByLabel('Slots', { exact: true })).toBeDisabled();

  // Hidden buttons are a courtesy; the host is what refuses.
  const token = await page.evaluate(() => Object.values(sessionStorage).find((value) => value.length >= 32));
  expect(token).toBeDefined();
  const { origin } = new URL(page.url());
  for (const [op, input] of [
    ['jobs.example', {}],
    ['exports.create', { jobIds: ['0'.repeat(32)], format: 'csv' }],
    ['settings.update', { slots: 1 }],
  ] as const) {
    const response = await page.request.post(`${origin}/api/${op}`, {
      data: { v: 1, op, input },
      headers: { authorization: `Bearer ${token}`, origin },
    });
    expect(response.status(), op).toBe(403);
    expect(await response.json(), op).toMatchObject({ ok: false, error: { code: 'PERMISSION_DENIED' } });
  }
});
