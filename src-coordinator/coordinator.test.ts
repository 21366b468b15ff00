import { createHash } from 'node:crypto';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { indexEntrySchema, parseIndexEntry } from '../src-core/feed/index-entry.ts';
import { parseFeedsConfig } from './config.ts';
import { startCoordinator, type Coordinator, type CoordinatorOptions } from './coordinator.ts';
import type { CoordinatorLogger } from './logger.ts';
import { endedJob, getJson, postBackfill } from './testing/coordinator-client.ts';
import { closesOf } from './testing/parquet-rows.ts';
import { startStandInBinance } from './testing/stand-in-binance.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const synthetic = {
  source: 'synthetic',
  subject: 'BTC',
  kind: 'candle',
  granularity: '1m',
  provider: { type: 'synthetic', seed: 7, initial_price: 40_000 },
};
const csv = { ...synthetic, source: 'file', subject: 'EUR', provider: { type: 'csv', folder: 'candles' } };
const request = { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '1m' };
const twoDays = { ...request, start: '2026-01-01', end: '2026-01-03' };
const clock = (): number => Date.UTC(2026, 10, 21, 12);

interface Setting extends Partial<Omit<CoordinatorOptions, 'feeds'>> {
  folder?: string;
  feeds?: unknown[];
}

async function start({ folder, feeds = [synthetic], ...others }: Setting = {}): Promise<Coordinator> {
  const directory = folder ?? (await temporaryFolder());
  const coordinator = await startCoordinator({
    port: 0,
    dataDirectory: join(directory, 'data'),
    feeds: parseFeedsConfig({ feeds }, directory),
    clock,
    ...others,
  });
  onTestFinished(() => coordinator.close());
  return coordinator;
}

async function backfill(
  coordinator: Coordinator,
  body: unknown,
): Promise<Awaited<ReturnType<typeof endedJob>>> {
  const { status, body: job } = await postBackfill(coordinator.url, body);
  expect(status, JSON.stringify(job)).toBe(201);
  return endedJob(coordinator.url, String(job['id']));
}

async function post(url: string): Promise<[number, Record<string, unknown>]> {
  const response = await fetch(url, { method: 'POST' });
  return [response.status, (await response.json()) as Record<string, unknown>];
}

/** Sends a path as it is; `fetch` would tidy it up first. */
function rawStatus(coordinator: Coordinator, path: string, method = 'GET'): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ port: coordinator.port, path, method, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve([response.statusCode ?? 0, body]));
    });
    outgoing.on('error', reject).end();
  });
}

describe('coordinator', () => {
  it('backfills two feeds, lists them, and serves files that say what the index promised', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'candles'));
    await writeFile(
      join(folder, 'candles', 'eur.csv'),
      'timestamp,open,high,low,close,volume\n2026-01-01 00:00:00,1,2,0.5,1.5,9\n2026-01-01 00:01:00,1.5,2,1,1.6,\n',
    );
    const coordinator = await start({ folder, feeds: [synthetic, csv] });
    const { url } = coordinator;

    const posted = await postBackfill(url, { ...twoDays, end: '2026-01-02T12:00:00Z' });
    expect(posted.status).toBe(201);
    expect(posted.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ...request,
      start_ts: '2026-01-01T00:00:00Z',
      end_ts: '2026-01-02T12:00:00Z',
      cursor_ts: '2026-01-01T00:00:00Z',
      records_written: 0,
      pages_fetched: 0,
      status: 'pending',
      error: null,
      cancelled: false,
      created_at: '2026-11-21T12:00:00.000Z',
      updated_at: '2026-11-21T12:00:00.000Z',
    });
    const job = await endedJob(url, String(posted.body['id']));
    expect(job).toMatchObject({ status: 'completed', records_written: 2160, progress_pct: 100 });
    expect(
      await backfill(coordinator, { ...csv, provider: undefined, start: '2026-01-01', end: '2026-01-02' }),
    ).toMatchObject({
      status: 'completed',
      records_written: 2,
    });
    const jobs = await getJson<{ id: string; progress_pct?: number }[]>(
      `${url}/reports/backfill/jobs?status=completed`,
    );
    expect(jobs).toHaveLength(2);
    expect(jobs[1]?.id).toBe(job.id);
    expect(jobs[0]).not.toHaveProperty('progress_pct');
    expect(await getJson(`${url}/reports/backfill/jobs?status=failed`)).toEqual([]);

    const feeds = await getJson<unknown[]>(`${url}/reports/backfill/feeds`);
    expect(feeds).toEqual(await getJson(`${url}/reports/feeds`));
    expect(feeds[0]).toEqual({
      source: 'file',
      subject: 'EUR',
      kind: 'candle',
      granularity: '1m',
      record_count: 2,
      oldest_ts: '2026-01-01T00:00:00Z',
      newest_ts: '2026-01-01T00:01:00Z',
      watermark_ts: '2026-01-01T00:01:00Z',
      watermark_updated_at: '2026-11-21T12:00:00.000Z',
    });

    const index = indexEntrySchema.array().parse(await getJson(`${url}/data/backfill/index`));
    expect(index.map(({ path, records, complete }) => [path, records, complete])).toEqual([
      ['file/EUR/candle/1m/2026-01-01.parquet', 2, false],
      ['synthetic/BTC/candle/1m/2026-01-01.parquet', 1440, true],
      ['synthetic/BTC/candle/1m/2026-01-02.parquet', 720, false],
    ]);
    for (const entry of index) {
      expect(parseIndexEntry(entry).day).toBe(entry.date);
      const response = await fetch(`${url}/data/backfill/${entry.path}`);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-length': String(entry.size_bytes),
        'content-disposition': `attachment; filename="${entry.date}.parquet"`,
        etag: `"${entry.sha256}"`,
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(entry.sha256);
      const file = join(folder, 'downloaded.parquet');
      await writeFile(file, bytes);
      const rows = await closesOf(file);
      expect(rows).toHaveLength(entry.records);
      expect(rows[0]?.[0]).toBe(Date.parse(entry.date) / 1000);
      if (entry.path.startsWith('file/')) expect(rows.map(([, close]) => close)).toEqual([1.5, 1.6]);
      else expect(rows[0]?.[2]).toBe('{"synthetic":true}');
    }
  });

  it('shows the latest records, the newest first', async () => {
    const coordinator = await start();
    expect(await getJson(`${coordinator.url}/reports/feeds/tail`)).toEqual([]);
    await backfill(coordinator, { ...twoDays, end: '2026-01-02T00:03:00' });
    const tail = await getJson<{ ts_event: string; values: Record<string, unknown> }[]>(
      `${coordinator.url}/reports/feeds/tail?subject=BTC&limit=5`,
    );
    expect(tail.map(({ ts_event }) => ts_event.slice(5, 16))).toEqual([
      '01-02T00:02',
      '01-02T00:01',
      '01-02T00:00',
      '01-01T23:59',
      '01-01T23:58',
    ]);
    expect(tail[0]).toEqual({
      ...request,
      ts_event: '2026-01-02T00:02:00.000Z',
      ts_ingested: '2026-11-21T12:00:00.000Z',
      values: {
        open: expect.any(Number),
        high: expect.any(Number),
        low: expect.any(Number),
        close: expect.any(Number),
        volume: expect.any(Number),
        synthetic: true,
      },
      meta: {},
    });
    expect(await getJson(`${coordinator.url}/reports/feeds/tail?subject=ETH`)).toEqual([]);
  });

  it('answers /healthz and /info', async () => {
    const { url } = await start();
    expect(await getJson(`${url}/healthz`)).toEqual({ status: 'ok' });
    expect(Object.keys(await getJson<object>(`${url}/info`))).toEqual([
      'crunch_id',
      'crunch_address',
      'network',
    ]);
  });

  it('fills thirty days of minutes without making its clients wait', { timeout: 15_000 }, async () => {
    const coordinator = await start();
    const job = await backfill(coordinator, { ...request, start: '2026-01-01', end: '2026-01-31' });
    expect(job).toMatchObject({ status: 'completed', records_written: 43_200, pages_fetched: 3 });
    const index = await getJson<{ complete: boolean }[]>(`${coordinator.url}/data/backfill/index`);
    expect(index).toHaveLength(30);
    expect(index.every(({ complete }) => complete)).toBe(true);
  });

  it('D4 takes a refusing exchange for a failed job, and a reached one page by page', async () => {
    const firstOpenSeconds = Date.UTC(2026, 0, 1) / 1000;
    let failing = true;
    const exchange = await startStandInBinance({
      firstOpenSeconds,
      endSeconds: firstOpenSeconds + 2 * 86_400,
      interfere: (number) => (failing && number === 2 ? { status: 403, body: 'forbidden' } : undefined),
    });
    const feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
    const coordinator = await start({
      feeds: [{ ...feed, provider: { type: 'binance', base_url: exchange.url } }],
    });
    const failed = await backfill(coordinator, { ...feed, start: '2026-01-01', end: '2026-01-03' });
    expect(failed).toMatchObject({ status: 'failed', records_written: 1000, pages_fetched: 1 });
    expect(failed.error).toMatch(/answered 403/);
    failing = false;
    const completed = await backfill(coordinator, { ...feed, start: '2026-01-01', end: '2026-01-03' });
    expect(completed).toMatchObject({ status: 'completed', records_written: 2880, pages_fetched: 3 });
    const index = await getJson<{ records: number }[]>(`${coordinator.url}/data/backfill/index`);
    expect(index.map(({ records }) => records)).toEqual([1440, 1440]);
  });

  it('D1 refuses a second backfill with 409, naming the first', async () => {
    const { url } = await start();
    // Long enough not to have ended by the second request; closing stops it at the end of a page.
    const first = await postBackfill(url, { ...twoDays, start: '2000-01-01' });
    const second = await postBackfill(url, twoDays);
    expect(second.status).toBe(409);
    expect(second.body['detail']).toMatch(new RegExp(`${String(first.body['id'])}.*(pending|running)`));
  });

  it('D1 takes a range up to the end of today', async () => {
    const coordinator = await start();
    const job = await backfill(coordinator, { ...request, start: '2026-11-21', end: '2026-11-22' });
    expect(job).toMatchObject({ status: 'completed', records_written: 720 });
  });

  it('D3 cancels and retries a backfill over HTTP', async () => {
    const { url } = await start();
    const { body } = await postBackfill(url, { ...twoDays, start: '2000-01-01' });
    const job = `${url}/reports/backfill/jobs/${String(body['id'])}`;
    expect(await post(`${job}/retry`)).toMatchObject([
      409,
      { detail: expect.stringMatching(/only a failed one/) },
    ]);
    const [status, cancelled] = await post(`${job}/cancel`);
    expect([status, cancelled]).toMatchObject([
      200,
      { status: 'failed', cancelled: true, progress_pct: expect.any(Number) },
    ]);
    expect(await getJson(job)).toEqual(cancelled);
    expect(await post(`${job}/cancel`)).toMatchObject([
      409,
      { detail: expect.stringMatching(/is failed; only a/) },
    ]);

    const other = await postBackfill(url, { ...twoDays, start: '2000-01-01' });
    expect(await post(`${job}/retry`)).toMatchObject([
      409,
      { detail: expect.stringContaining(String(other.body['id'])) },
    ]);
    await post(`${url}/reports/backfill/jobs/${String(other.body['id'])}/cancel`);
    expect(await post(`${job}/retry`)).toMatchObject([
      200,
      { id: body['id'], status: 'pending', error: null, cancelled: false, cursor_ts: cancelled['cursor_ts'] },
    ]);
    for (const what of ['cancel', 'retry']) {
      expect(await post(`${url}/reports/backfill/jobs/none/${what}`)).toEqual([
        404,
        { detail: 'Backfill job not found' },
      ]);
    }
  });

  it('D3 guards cancelling and retrying with the key', async () => {
    const { url } = await start({ apiKey: 'secret' });
    for (const what of ['cancel', 'retry']) {
      expect(await post(`${url}/reports/backfill/jobs/none/${what}`)).toMatchObject([401, {}]);
    }
  });

  it.each([
    ['missing fields', { ...request }, ['start', 'end']],
    ['a wrong type', { ...twoDays, subject: 5 }, ['subject']],
    ['an unreadable time', { ...twoDays, start: 'yesterday' }, ['start']],
    ['nothing', {}, ['source', 'subject', 'kind', 'granularity', 'start', 'end']],
  ])('refuses %s with 422 and a list', async (_what, body, fields) => {
    const { url } = await start();
    const answer = await postBackfill(url, body);
    expect(answer.status).toBe(422);
    expect((answer.body['detail'] as { loc: string[] }[]).map(({ loc }) => loc)).toEqual(
      fields.map((field) => ['body', field]),
    );
  });

  it.each([
    [
      'a feed that is not configured',
      { ...twoDays, subject: 'BTD' },
      /not configured, did you mean synthetic\/BTC/,
    ],
    [
      'a feed that is like none',
      { ...twoDays, source: 'elsewhere', subject: 'DOGE' },
      /DOGE\/candle\/1m is not configured\. GET/,
    ],
    ['a reversed range', { ...twoDays, start: '2026-01-03', end: '2026-01-01' }, /empty or reversed/],
    ['an empty range', { ...twoDays, end: twoDays.start }, /empty or reversed/],
    ['a range in the future', { ...twoDays, start: '2027-01-01', end: '2027-01-02' }, /in the future/],
    [
      'a range that ends tomorrow',
      { ...twoDays, end: '2026-11-22T00:00:01Z' },
      /after today.*2026-11-22T00:00:00Z/,
    ],
  ])('D1 refuses %s with 422 and a sentence', async (_what, body, detail) => {
    const { url } = await start();
    const answer = await postBackfill(url, body);
    expect(answer.status).toBe(422);
    expect(answer.body['detail']).toMatch(detail);
    expect(await getJson(`${url}/reports/backfill/jobs`)).toEqual([]);
  });

  it.each([
    ['no JSON', 'application/json', '{', 422],
    ['another type', 'text/plain', 'x', 422],
    ['a JSON value that is no object', 'application/json', '[]', 422],
    ['a body that is too large', 'application/json', JSON.stringify({ text: 'x'.repeat(70_000) }), 413],
  ])('refuses %s with a detail', async (_what, type, body, status) => {
    const { url } = await start();
    const response = await fetch(`${url}/reports/backfill`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty('detail');
  });

  it.each(['0', '201', '-1', '1.5', 'x', ''])('refuses limit=%s with 422', async (limit) => {
    const { url } = await start();
    const response = await fetch(`${url}/reports/feeds/tail?limit=${limit}`);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ detail: [{ loc: ['query', 'limit'] }] });
  });

  it('answers 404 with a detail for unknown jobs, files and paths', async () => {
    const coordinator = await start();
    const details = await Promise.all(
      [
        '/reports/backfill/jobs/none',
        '/data/backfill/synthetic/BTC/candle/1m/2026-01-01.parquet',
        '/reports/leaderboard',
        '/%zz',
        '/elsewhere',
      ].map((path) => rawStatus(coordinator, path)),
    );
    expect(
      details.map(([status, body]) => [status, (JSON.parse(body) as { detail: string }).detail]),
    ).toEqual([
      [404, 'Backfill job not found'],
      [404, 'File not found'],
      [404, 'Not Found'],
      [404, 'Not Found'],
      [404, 'Not Found'],
    ]);
  });

  it('serves nothing outside its folder, however the path is written', async () => {
    const folder = await temporaryFolder();
    const coordinator = await start({ folder });
    await backfill(coordinator, twoDays);
    const good = join(folder, 'data/backfill/synthetic/BTC/candle/1m/2026-01-01.parquet');
    // A file that a traversal of each depth would reach.
    for (const outside of ['data', '.', 'data/backfill', 'data/backfill/synthetic']) {
      await cp(good, join(folder, outside, '2026-01-01.parquet'));
    }
    await writeFile(join(folder, 'data/backfill/synthetic/BTC/candle/1m/secret.txt'), 'secret');
    const parents = [
      '..',
      '%2e%2e',
      '%2E.',
      '.%2e',
      '..%2f',
      '%2e%2e%2f',
      '..%5c',
      '..\\',
      '%252e%252e',
      '..%00',
      '%c0%ae%c0%ae',
    ];
    const paths = [
      ...parents.flatMap((up) => [
        `/data/backfill/${up}/${up}/${up}/${up}/2026-01-01.parquet`,
        `/data/backfill/synthetic/${up}/${up}/${up}/2026-01-01.parquet`,
        `/data/backfill/synthetic/BTC/candle/1m/${up}2026-01-01.parquet`,
        `/data/backfill/synthetic/BTC/candle/${up}/2026-01-01.parquet`,
        `/data/backfill/${up}/2026-01-01.parquet`,
        `/data/backfill/synthetic/BTC/candle/1m/${up}%2F${up}%2F${up}%2F${up}%2F2026-01-01.parquet`,
      ]),
      `/data/backfill/%2f${folder.slice(1)}/data/x/y/2026-01-01.parquet`,
      `/data/backfill//etc/passwd/x/2026-01-01.parquet`,
      '/data/backfill/synthetic/BTC/candle/1m/secret.txt',
      '/data/backfill/synthetic/BTC/candle/1m/2026-01-01.parquet%00.txt',
      `/data/backfill/${'a'.repeat(5_000)}/b/candle/1m/2026-01-01.parquet`,
    ];
    for (const path of paths) {
      const [status, body] = await rawStatus(coordinator, path);
      expect([path, status]).toEqual([path, 404]);
      expect(JSON.parse(body)).toHaveProperty('detail');
    }
    expect(
      (await rawStatus(coordinator, '/data/backfill/synthetic/BTC/candle/1m/2026-01-01.parquet'))[0],
    ).toBe(200);
  });

  it('asks for the key by tier, and never writes it into the log', async () => {
    const lines: string[] = [];
    const log = (fields: Record<string, unknown>, message: string): void =>
      void lines.push(JSON.stringify({ ...fields, message }));
    const logger: CoordinatorLogger = { info: log, warn: log, error: log };
    const { url } = await start({ apiKey: 'secret-key', readAuth: true, logger });
    const status = async (path: string, headers = {}): Promise<number> =>
      (await fetch(url + path, { headers })).status;
    expect(await status('/reports/feeds')).toBe(200);
    expect(await status('/data/backfill/index')).toBe(401);
    expect(await status('/data/backfill/index?api_key=secret-key')).toBe(200);
    expect(await status('/reports/%62ackfill/jobs')).toBe(401);
    expect(await status('/reports/backfill/jobs', { 'x-api-key': 'secret-key' })).toBe(200);
    expect(await status('/reports/backfill/jobs', { authorization: 'Bearer secret-key' })).toBe(200);
    const refused = await postBackfill(url, twoDays, { 'x-api-key': 'secret-kex' });
    expect(refused).toEqual({ status: 401, body: { detail: 'API key required' } });
    const granted = await postBackfill(url, twoDays, { 'x-api-key': 'secret-key' });
    expect(granted.status).toBe(201);
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.join('\n')).not.toMatch(/secret-ke/);
  });

  it('agrees with its files after files were lost, added or damaged while it was down', async () => {
    const folder = await temporaryFolder();
    const first = await start({ folder });
    await backfill(first, { ...twoDays, end: '2026-01-05' });
    await first.close();
    const feedFolder = join(folder, 'data/backfill/synthetic/BTC/candle/1m');
    await rm(join(feedFolder, '2026-01-01.parquet'));
    await writeFile(join(feedFolder, '2026-01-02.parquet'), 'torn');
    await mkdir(join(folder, 'data/backfill/other/BTC/candle/1m'), { recursive: true });
    await cp(
      join(feedFolder, '2026-01-03.parquet'),
      join(folder, 'data/backfill/other/BTC/candle/1m/2026-01-03.parquet'),
    );
    await writeFile(join(feedFolder, '.2026-01-03.parquet.0a1b.tmp'), 'remains of a crash');

    const second = await start({ folder });
    const index = await getJson<{ path: string; records: number }[]>(`${second.url}/data/backfill/index`);
    expect(index.map(({ path, records }) => [path, records])).toEqual([
      ['other/BTC/candle/1m/2026-01-03.parquet', 1440],
      ['synthetic/BTC/candle/1m/2026-01-03.parquet', 1440],
      ['synthetic/BTC/candle/1m/2026-01-04.parquet', 1440],
    ]);
    expect(await backfill(second, { ...twoDays, end: '2026-01-03' })).toMatchObject({ status: 'completed' });
    expect(await getJson<unknown[]>(`${second.url}/data/backfill/index`)).toHaveLength(5);
  });

  it('says which port or folder is in use', async () => {
    const folder = await temporaryFolder();
    const coordinator = await start({ folder });
    await expect(start({ port: coordinator.port })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(/already in use/),
    });
    await expect(start({ folder })).rejects.toThrow(/Another coordinator is using/);
    await coordinator.close();
    await (await start({ folder })).close();
  });
});
