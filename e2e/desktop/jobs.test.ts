import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Feed } from '../../src-core/feed/feed.ts';
import { minuteCandles, writeDayFile } from '../../tests/support/candle-files.ts';
import { chromiumPath } from '../../tests/support/chromium.ts';
import type { LaunchedApplication } from '../electron-double/launch-application.ts';
import {
  callFromPage,
  jobIsSimulating,
  jobReaches,
  launchDesktop,
  listen,
  temporaryHome,
} from './launch-desktop.ts';

const feed: Feed = { source: 'test', subject: 'BTC', kind: 'candle', granularity: '1m' };
const day = '2026-01-15';

/** A home with a day of candles and a model that takes its time. */
async function homeWithSlowModel(): Promise<string> {
  const home = temporaryHome();
  await writeDayFile({ root: join(home, 'cache'), feed, day, candles: minuteCandles(day) });
  const model = `export default class { tick() {} predict() { const end = Date.now() + 200; while (Date.now() < end); return 1 } }`;
  writeFileSync(join(home, 'slow.js'), model);
  return home;
}

/** Queues the slow model and waits until its process is at work. */
async function startSlowJob(page: Page, home: string, limits: object = {}): Promise<string> {
  const { jobId } = await callFromPage(page, 'jobs.submit', {
    spec: {
      kind: 'replay',
      name: 'slow',
      model: { path: join(home, 'slow.js') },
      feed: { ...feed },
      start: day,
      end: day,
      ...limits,
    },
  });
  await jobIsSimulating(page, jobId);
  return jobId;
}

/** Puts an answer in place of every message box, and keeps what they asked. */
async function answerMessages(app: LaunchedApplication, response: number): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = ((...parameters: { message: string }[]) => {
      asked.push(parameters.at(-1)?.message ?? '');
      return Promise.resolve({ response: chosen, checkboxChecked: false });
    }) as unknown as typeof dialog.showMessageBox;
  }, response);
}

function askedOf(app: LaunchedApplication): Promise<string[]> {
  return app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
}

describe.skipIf(chromiumPath === undefined)('a backtest on the desktop', { timeout: 90_000 }, () => {
  it('runs in a process of its own; who looks elsewhere is told of its end, and led to it', async () => {
    const { app } = launchDesktop();
    const page = await app.window();
    await listen(page);
    await app.evaluate(({ BrowserWindow, powerSaveBlocker }) => {
      BrowserWindow.getAllWindows()[0]?.blur();
      const counted = { started: 0, stopped: 0 };
      Object.assign(globalThis, { counted });
      const { start, stop } = powerSaveBlocker;
      powerSaveBlocker.start = (type) => (counted.started++, start(type));
      powerSaveBlocker.stop = (id) => (counted.stopped++, stop(id));
    });
    const { jobId } = await callFromPage(page, 'jobs.example', {});
    await jobReaches(page, jobId, 'completed');
    const shown = await app.evaluate(
      ({ Notification }) => (Notification as unknown as { shown: { title: string; body: string }[] }).shown,
    );
    expect(shown).toEqual([
      expect.objectContaining({ title: expect.stringMatching(/ completed/) as string }),
    ]);
    expect(shown[0]?.body).toMatch(/[+−]0\.\d{4}/);
    const { counted, progress } = await app.evaluate(({ BrowserWindow }) => ({
      counted: (globalThis as unknown as { counted: object }).counted,
      progress: (BrowserWindow.getAllWindows()[0] as unknown as { progress: number[] }).progress,
    }));
    expect(counted).toEqual({ started: 1, stopped: 1 });
    expect(progress.at(-1)).toBe(-1);
    expect(Math.max(...progress)).toBeLessThanOrEqual(1);

    await app.evaluate(({ Notification }) => {
      (Notification as unknown as { shown: { emit(event: string): void }[] }).shown[0]?.emit('click');
    });
    await page.waitForFunction(
      (id) =>
        (globalThis as unknown as { heard: { type: string; jobId?: string }[] }).heard.some(
          (message) => message.type === 'show_job' && message.jobId === id,
        ),
      jobId,
    );
    await answerMessages(app, 1);
    expect(await app.close()).toBe(0);
  });

  it('can be exported to where the person says', async () => {
    const { app, home } = launchDesktop();
    const page = await app.window();
    await listen(page);
    const { jobId } = await callFromPage(page, 'jobs.example', {});
    await jobReaches(page, jobId, 'completed');
    const target = join(home, 'saved.csv');
    await app.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
      dialog.showOpenDialog = () => Promise.resolve({ canceled: true, filePaths: [] });
    }, target);
    const { exportId } = await callFromPage(page, 'exports.create', { jobIds: [jobId], format: 'csv' });
    expect(await callFromPage(page, 'exports.save', { exportId })).toEqual({ savedTo: target });
    expect(readFileSync(target, 'utf8').split('\n').length).toBeGreaterThan(100);
    expect(await callFromPage(page, 'files.choose', { purpose: 'model' })).toEqual({ path: null });
  });

  it('holds the application back, which asks; stopped, it is queued for the next start', async () => {
    const home = await homeWithSlowModel();
    const { app } = launchDesktop({ home });
    const page = await app.window();
    await listen(page);
    const jobId = await startSlowJob(page, home);

    await answerMessages(app, 0);
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    expect(await askedOf(app)).toEqual(['A backtest is still running']);
    expect(await callFromPage(page, 'jobs.get', { jobId })).toMatchObject({ row: { state: 'running' } });

    await answerMessages(app, 1);
    expect(await app.close()).toBe(0);

    const { app: next } = launchDesktop({ home });
    const nextPage = await next.window();
    await expect
      .poll(async () => (await callFromPage(nextPage, 'jobs.get', { jobId })).row.state, { timeout: 20_000 })
      .toBe('running');
    await answerMessages(next, 1);
    expect(await next.close()).toBe(0);
  });

  it.skipIf(process.platform !== 'linux')(
    'Q25 can lose its process without taking the application down',
    async () => {
      const home = await homeWithSlowModel();
      const { app } = launchDesktop({ home });
      const page = await app.window();
      await listen(page);
      const jobId = await startSlowJob(page, home, { max_retries: 0 });
      for (const pid of workersOf(app.pid)) process.kill(pid, 'SIGKILL');
      await jobReaches(page, jobId, 'failed');
      const { row } = await callFromPage(page, 'jobs.get', { jobId });
      expect(row.error).toMatchObject({ code: 'WORKER_CRASHED' });
      expect(row.error?.message).toContain('SIGKILL');
      // Its log may still be on its way to the disk.
      await answerMessages(app, 1);
      expect(await app.close()).toBe(0);
    },
  );
});

/** The job workers that a process has started. */
function workersOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' '))
    .filter(
      (child) => child !== '' && readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('job-worker.js'),
    )
    .map(Number);
}
