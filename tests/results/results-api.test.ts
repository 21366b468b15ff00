import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiClient, type ApiClient } from '../../src-core/api/client.ts';
import type { Role } from '../../src-core/api/permissions.ts';
import type { Feed } from '../../src-core/feed/feed.ts';
import { dayStart } from '../../src-core/time/utc.ts';
import { ApiHost } from '../../src-main/services/api/api-host.ts';
import { EventHub } from '../../src-main/services/api/event-hub.ts';
import { exportHandlers } from '../../src-main/services/api/export-handlers.ts';
import type { AllHandlers } from '../../src-main/services/api/handlers.ts';
import { memoryCarrier } from '../../src-main/services/api/memory-carrier.ts';
import { resultHandlers } from '../../src-main/services/api/result-handlers.ts';
import { PreparedExports } from '../../src-main/services/exports/prepared-exports.ts';
import { resolveHome, type Home } from '../../src-main/services/home/home.ts';
import { systemClock } from '../../src-main/services/jobs/clock.ts';
import { openDatabase } from '../../src-main/services/jobs/store/database.ts';
import { SqliteJobStore } from '../../src-main/services/jobs/store/sqlite-job-store.ts';
import { DataWorkerClient } from '../../src-main/services/processes/data-worker-client.ts';
import { ForkedNodeSpawner } from '../../src-main/services/processes/forked-node-spawner.ts';
import { minuteCandles, writeDayFile } from '../support/candle-files.ts';

const hindcast = fileURLToPath(new URL('../../bin/hindcast.mjs', import.meta.url));
const feed: Feed = { source: 'test', subject: 'BTC', kind: 'candle', granularity: '1m' };
const days = ['2026-01-15', '2026-01-16'];

/** Real runs of the command line, asked for through the API with a real data worker; what is answered is checked. */
describe('results through the API', () => {
  let folder: string;
  let home: Home;
  let store: SqliteJobStore;
  let worker: DataWorkerClient;
  let exports: PreparedExports;
  let host: ApiHost;
  let jobIds: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hindcast-results-'));
    home = resolveHome(join(folder, 'home'), {});
    for (const day of days) await writeDayFile({ root: home.cache, feed, day, candles: minuteCandles(day) });
    jobIds = [];
    for (const [name, sign] of [
      ['Follow', 1],
      ['Oppose', -1],
    ] as const) {
      jobIds.push(await run(name, sign));
    }
    store = new SqliteJobStore(openDatabase(home.database, new Date()), systemClock);
    worker = new DataWorkerClient(new ForkedNodeSpawner(process.env));
    exports = new PreparedExports({ home, store, worker, clock: systemClock });
    const ports = { saveFile: () => Promise.resolve(join(folder, 'saved')) };
    host = new ApiHost({
      handlers: {
        ...resultHandlers({ home, store, worker }),
        ...exportHandlers({ exports, ports }),
      } as AllHandlers,
      onInternalError: (operation, thrown) => {
        throw new Error(`${operation} failed inside`, { cause: thrown });
      },
      checkOutputs: true,
    });
  }, 60_000);
  afterAll(async () => {
    await exports?.close();
    await worker?.close();
    store?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(name: string, sign: number): Promise<string> {
    writeFileSync(
      join(folder, `${name}.mjs`),
      `export default class {
         tick(data) { this.data = data; }
         predict() { const [a, b] = this.data.candles_1m.slice(-2); return { value: ${sign} * (b.close - a.close) }; }
       }`,
    );
    const [start, end] = days;
    const spec = { kind: 'replay', name, model: { path: `${name}.mjs` }, feed, start, end, window_size: 20 };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(spec));
    const { stdout } = await promisify(execFile)(process.execPath, [
      hindcast,
      'run',
      join(folder, `${name}.json`),
      '--json',
      '--home',
      home.root,
    ]);
    return (JSON.parse(stdout) as { job_id: string }).job_id;
  }

  function api(role: Role = 'owner'): ApiClient {
    return createApiClient(memoryCarrier(host, new EventHub(systemClock), role));
  }

  const jobId = (): string => jobIds[0] ?? '';
  const summaryOnDisk = (): { headline: { value: number }; counts: Record<string, number> } =>
    JSON.parse(readFileSync(join(home.results, jobId(), 'summary.json'), 'utf8')) as ReturnType<
      typeof summaryOnDisk
    >;

  it('are the summary as it lies on disk, with the files and their hashes', async () => {
    const { summary, files, folder: where } = await api().call('results.get', { jobId: jobId() });
    expect(summary).toEqual(summaryOnDisk());
    expect(where).toBe(join(home.results, jobId()));
    expect(files.map(({ name }) => name).sort()).toEqual([
      'charts.json',
      'log.jsonl',
      'predictions.parquet',
      'summary.json',
    ]);
  });

  it('have every chart that the screen of a run shows, and the deepest drawdowns', async () => {
    const { charts, tables } = await api().call('results.charts', { jobId: jobId() });
    expect(charts.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'cumulative_score',
        'score_drawdown',
        'score_calendar',
        'score_distribution',
        'ic_by_day',
        'ic_distribution',
        'quantile_returns',
        'calibration',
        'hit_rate_by_hour',
      ]),
    );
    expect(tables.map(({ id }) => id)).toEqual(['drawdowns']);
  });

  it('have a line and a table that add up to the figures of the summary', async () => {
    const { counts, headline } = summaryOnDisk();
    const whole = { jobId: jobId(), points: 20_000 };
    const sums = await api().call('results.series', { ...whole, series: 'cumulative_score' });
    expect(sums.total).toBe(counts['scored']);
    expect((sums.y.at(-1) ?? 0) / sums.total).toBeCloseTo(headline.value, 12);
    const page = await api().call('results.predictions', { jobId: jobId(), offset: 0, limit: 1000 });
    expect(page.total).toBe(counts['predictions']);
    const scored = page.rows.filter(({ score }) => score !== null);
    const line = await api().call('results.series', {
      ...whole,
      series: 'score',
      to: page.rows.at(-1)?.ts ?? 0,
    });
    expect([...line.y]).toEqual(scored.map(({ score }) => score));
    expect([...line.x]).toEqual(scored.map(({ ts }) => ts));
  });

  it('show candles with the predictions that were made on them', async () => {
    const from = dayStart('2026-01-15') + 3600;
    const shown = await api().call('results.candles', {
      jobId: jobId(),
      subject: 'BTC',
      from,
      to: from + 1799,
      points: 100,
    });
    const candles = minuteCandles('2026-01-15').slice(60, 90);
    expect(shown.secondsPerCandle).toBe(60);
    expect([...shown.close]).toEqual(candles.map(({ close }) => close));
    expect(shown.predictions.total).toBe(30);
    // A prediction enters at the close of the candle after which it is made.
    const closeAt = new Map(candles.map(({ ts, close }) => [ts, close]));
    shown.predictions.ts.forEach((ts, index) =>
      expect(shown.predictions.entryPrice[index]).toBe(closeAt.get(ts)),
    );
  });

  it('are compared in pairs: what follows and what opposes score the opposite', async () => {
    const compared = await api().call('results.compare', { jobIds });
    const [difference] = compared.differences;
    expect(compared.excluded).toEqual([]);
    expect(difference?.jobId).toBe(jobIds[1]);
    expect(difference?.paired).toBe(summaryOnDisk().counts['scored']);
    const [baseline, other] = compared.runs.map(({ summary }) => summary.headline.value ?? Number.NaN);
    expect(difference?.mean).toBeCloseTo((other ?? 0) - (baseline ?? 0), 12);
    expect(compared.curves.map(({ y }) => y[0])).toEqual([0, 0]);
  });

  it('leave as files in every format, for those who may take them', async () => {
    for (const format of ['csv', 'json', 'html'] as const) {
      const made = await api().call('exports.create', { jobIds: [jobId()], format });
      const text = readFileSync(exports.exportFile(made.exportId).path, 'utf8');
      expect(made.fileName).toBe(`Follow-${jobId().slice(0, 8)}.${format}`);
      if (format === 'csv')
        expect(parse(text)).toHaveLength(1 + (summaryOnDisk().counts['predictions'] ?? 0));
      if (format === 'json') expect(JSON.parse(text)).toMatchObject(summaryOnDisk());
      if (format === 'html') expect(text).toContain('Deepest drawdowns');
      const { savedTo } = await api().call('exports.save', { exportId: made.exportId });
      expect(readFileSync(savedTo ?? '', 'utf8')).toBe(text);
    }
    await expect(
      api('viewer').call('exports.create', { jobIds: [jobId()], format: 'csv' }),
    ).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect((await api('viewer').call('results.get', { jobId: jobId() })).files).toHaveLength(4);
  });

  it('that are damaged or gone say so, to whatever is asked', async () => {
    const damaged = await run('Damaged', 2);
    const query = { jobId: damaged, offset: 0, limit: 10 };
    await api().call('results.predictions', query);
    const file = join(home.results, damaged, 'predictions.parquet');
    writeFileSync(file, readFileSync(file).subarray(0, -100));
    await expect(api().call('results.predictions', query)).rejects.toMatchObject({ code: 'RESULT_CORRUPT' });
    rmSync(file);
    const series = { jobId: damaged, series: 'score', points: 10 } as const;
    await expect(api().call('results.series', series)).rejects.toMatchObject({ code: 'RESULT_MISSING' });
    const { excluded } = await api().call('results.compare', { jobIds: [jobId(), damaged] });
    expect(excluded.map((one) => one.jobId)).toEqual([damaged]);
    await expect(api().call('results.get', { jobId: '0'.repeat(32) })).rejects.toMatchObject({
      code: 'UNKNOWN_JOB',
    });
  });
});
