import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../support/fixtures.ts';
import { fill, goTo } from '../support/steps.ts';
import { survey } from '../support/survey.ts';

test('pulls are held to a bandwidth, and let go again', async ({ journey: { page, home } }) => {
  await goTo(page, 'Settings');
  const label = 'Bandwidth of pulls, kB/s';
  const field = page.getByLabel(label, { exact: true });
  const saved = async (): Promise<unknown> => {
    // Nothing is written as long as all is as usual.
    const written = await readFile(join(home, 'settings.json'), 'utf8').catch(() => '{}');
    return (JSON.parse(written) as Record<string, unknown>)['pull_bytes_per_second'];
  };
  await expect(page.getByText('Empty for no limit: pulls are as fast as they can be.')).toBeVisible();
  await fill(page, label, '2500');
  await expect(page.getByText('All pulls together take at most 2.5 MB a second.')).toBeVisible();
  await expect.poll(saved).toBe(2_500_000);
  await page.reload();
  await expect(field).toHaveValue('2500');
  // Slower than the slowest is the slowest.
  await fill(page, label, '0');
  await expect.poll(saved).toBe(1000);
  await fill(page, label, '');
  await expect.poll(saved).toBeNull();
});

test('what is wrong with the queue is found, and repaired when the person says so', async ({ journey }) => {
  const { page, home, shell } = journey;
  const stray = 'f'.repeat(32);
  await goTo(page, 'Settings');
  const panel = page.getByRole('region', { name: 'Check of the queue' });
  const check = panel.getByRole('button', { name: 'Check' });
  await check.click();
  await expect(panel.getByText('Nothing is wrong with the queue.')).toBeVisible();
  await mkdir(join(home, 'results', stray), { recursive: true });
  await check.click();
  await expect(panel.getByText('1 finding: 1 can be repaired.')).toBeVisible();
  await expect(panel.getByRole('list', { name: 'Findings' })).toContainText(
    `results/${stray} belongs to no job. Repairing moves the folder to lost+found.`,
  );
  await panel.scrollIntoViewIfNeeded();
  await survey(page, shell, 'settings-check');
  await panel.getByRole('button', { name: 'Repair 1' }).click();
  await expect(panel.getByText('1 finding: 1 repaired.')).toBeVisible();
  expect(await readdir(join(home, 'results'))).not.toContain(stray);
  await check.click();
  await expect(panel.getByText('Nothing is wrong with the queue.')).toBeVisible();
});

test('what runs need is tried on this machine', async ({ journey: { page, shell } }) => {
  await goTo(page, 'Settings');
  const panel = page.getByRole('region', { name: 'Check of this machine' });
  await panel.getByRole('button', { name: 'Check' }).click();
  await expect(panel.getByRole('status')).toContainText('Everything that runs need is here.');
  const found = panel.getByRole('list', { name: 'What was checked' });
  for (const words of [
    'Home folder',
    'free at',
    'a database can be written',
    'candles can be written and read',
    'the process of a job starts',
    'Python',
  ]) {
    await expect(found).toContainText(words);
  }
  await panel.scrollIntoViewIfNeeded();
  await survey(page, shell, 'settings-machine');
});
