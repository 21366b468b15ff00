import { expect, test } from '../support/fixtures.ts';

test('what goes wrong in a page is noticed', async ({ journey: { page, troubles } }) => {
  await expect(page.getByRole('heading', { name: 'No backtests yet' })).toBeVisible();
  await page.evaluate(() => {
    // Runs in the page, whose console is what is watched.
    // oxlint-disable-next-line no-console
    console.error('said');
    setTimeout(() => {
      throw new Error('thrown');
    });
    setTimeout(() => void Promise.reject(new Error('rejected')));
    const style = document.createElement('style');
    style.textContent = 'body { display: none }';
    document.head.append(style);
  });
  for (const found of [/said/, /thrown/, /rejected/, /policy: style-src/]) {
    await expect.poll(() => troubles.join('\n')).toMatch(found);
  }
  troubles.length = 0;
});
