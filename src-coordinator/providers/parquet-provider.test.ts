import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Feed } from '../../src-core/feed/feed.ts';
import { dayStart } from '../../src-core/time/utc.ts';
import { recordingTools } from '../testing/provider-tools.ts';
import { startStandInCoordinator, type Entry, type Interference } from '../testing/stand-in-coordinator.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import type { HistoryRecord } from './history-provider.ts';
import { IncomingFiles } from './incoming-files.ts';
import { ParquetProvider, parquetProviderSchema } from './parquet-provider.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1h' };
const start = dayStart('2022-01-03');
const key = 'a-very-secret-key';

/** The columns of a row at the hour `i` of a day, as SQL. */
const goodColumns: Record<string, string> = {
  ts_event: 'make_timestamptz((from_day + i * 3600) * 1000000)',
  source: "'binance'",
  subject: "'BTCUSDT'",
  kind: "'candle'",
  granularity: "'1h'",
  open: '1.0::DOUBLE',
  high: '2.0::DOUBLE',
  low: "CASE WHEN i = 1 THEN NULL WHEN i = 2 THEN 'NaN'::DOUBLE ELSE 0.5 END",
  close: 'i::DOUBLE',
  volume: '3.0::DOUBLE',
  meta: `'{"trades": ' || i || ', "_record_meta": {"venue":"x"}}'`,
};

/** A day file of the stand-in. */
async function dayFile(day: string, hours = 24, change: Record<string, string> = {}): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-coordinator-'));
  const file = join(folder, 'day.parquet');
  const columns = Object.entries({ ...goodColumns, ...change }).map(([name, value]) => `${value} AS ${name}`);
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    await connection.run(
      `COPY (SELECT ${columns.join(', ')} FROM (SELECT i, ${dayStart(day)} AS from_day FROM range(${hours}) AS t(i)))
       TO '${file}' (FORMAT parquet)`,
    );
    return await readFile(file);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true });
  }
}

const pathOf = (day: string): string => `binance/BTCUSDT/candle/1h/${day}.parquet`;

interface Setting {
  days?: Record<string, { bytes: Buffer; records: number }>;
  interfere?: Interference;
  describe?: (entry: Entry) => Entry;
  withKey?: boolean;
}

async function mirror({ days = {}, withKey = false, ...behaviour }: Setting = {}) {
  const upstream = await startStandInCoordinator(behaviour);
  for (const [day, file] of Object.entries(days)) upstream.files.set(pathOf(day), file);
  const folder = join(await temporaryFolder(), 'incoming');
  const incoming = await IncomingFiles.open(folder);
  onTestFinished(() => incoming.close());
  const tools = recordingTools();
  const config = parquetProviderSchema.parse({
    type: 'parquet',
    base_url: `${upstream.url}/`,
    ...(withKey ? { api_key_env: 'UPSTREAM_KEY' } : {}),
  });
  const provider = new ParquetProvider(feed, config, tools, incoming, { UPSTREAM_KEY: key });
  const run = new AbortController();
  const fetchPage = (from: number, end: number, signal = run.signal): Promise<readonly HistoryRecord[]> =>
    provider.fetchPage({ feed, startSeconds: from, endSeconds: end, limit: provider.pageSize, signal });
  const leftovers = async (): Promise<string[]> => readdir(folder).catch(() => []);
  return { upstream, tools, fetchPage, leftovers, run };
}

const twoDays = {
  '2022-01-03': { bytes: await dayFile('2022-01-03'), records: 24 },
  '2022-01-05': { bytes: await dayFile('2022-01-05', 12), records: 12 },
};

describe('mirror of a coordinator', () => {
  it('D6 takes day after day, over days that are not there, with meta as it was', async () => {
    const { upstream, fetchPage, leftovers } = await mirror({ days: twoDays });
    const end = start + 5 * 86_400;
    const first = await fetchPage(start + 3600, end);
    expect(first).toHaveLength(23);
    expect(first.slice(0, 3)).toEqual([
      {
        ts: start + 3600,
        open: 1,
        high: 2,
        low: null,
        close: 1,
        volume: 3,
        meta: '{"trades": 1, "_record_meta": {"venue":"x"}}',
      },
      expect.objectContaining({ low: NaN }),
      expect.objectContaining({ low: 0.5 }),
    ]);
    const second = await fetchPage(first.at(-1)!.ts + 1, end);
    expect(second.map(({ ts }) => ts)).toEqual(
      Array.from({ length: 12 }, (_, hour) => start + 2 * 86_400 + hour * 3600),
    );
    expect(await fetchPage(second.at(-1)!.ts + 1, end)).toEqual([]);
    expect(upstream.requests.map(({ path }) => path)).toEqual([
      '/data/backfill/index',
      `/data/backfill/${pathOf('2022-01-03')}`,
      `/data/backfill/${pathOf('2022-01-05')}`,
      '/data/backfill/index',
    ]);
    expect(await leftovers()).toEqual([]);
  });

  it('D6 asks anew what there is with each run, and before it takes the end for the end', async () => {
    const { upstream, fetchPage } = await mirror({ days: { '2022-01-03': twoDays['2022-01-03'] } });
    const end = start + 5 * 86_400;
    await fetchPage(start, end);
    upstream.files.set(pathOf('2022-01-05'), twoDays['2022-01-05']);
    expect(await fetchPage(start + 86_400, end)).toHaveLength(12);
    upstream.files.clear();
    expect(await fetchPage(start, end, new AbortController().signal)).toEqual([]);
  });

  it('D6 goes on when a file was rewritten since the index was read', async () => {
    const grown = { bytes: await dayFile('2022-01-05', 20), records: 20 };
    const { upstream, fetchPage } = await mirror({ days: twoDays });
    await fetchPage(start, start + 86_400);
    upstream.files.set(pathOf('2022-01-05'), grown);
    expect(await fetchPage(start + 86_400, start + 5 * 86_400)).toHaveLength(20);
  });

  it('D6 takes the last of several records of one time, as old coordinators leave them', async () => {
    const bytes = await dayFile('2022-01-03', 6, {
      ts_event: 'make_timestamptz((from_day + (2 - i // 2) * 3600) * 1000000)',
    });
    const { fetchPage } = await mirror({ days: { '2022-01-03': { bytes, records: 6 } } });
    const page = await fetchPage(start, start + 86_400);
    expect(page.map(({ ts, close }) => [ts - start, close])).toEqual([
      [0, 5],
      [3600, 3],
      [7200, 1],
    ]);
  });

  it('D6 does with an index that has only the fields of the contract', async () => {
    const { fetchPage } = await mirror({
      days: twoDays,
      describe: ({ path, records, size_bytes, date }) => ({ path, records, size_bytes, date }),
    });
    expect(await fetchPage(start, start + 86_400)).toHaveLength(24);
  });

  it.each<[string, RegExp, (entry: Entry) => Entry]>([
    ['size', /bytes, its index says 7/, (entry) => ({ ...entry, size_bytes: 7 })],
    [
      'larger size',
      /bytes, its index says/,
      (entry) => ({ ...entry, size_bytes: Number(entry['size_bytes']) + 1 }),
    ],
    ['number of rows', /has 24 rows, its index says 25/, (entry) => ({ ...entry, records: 25 })],
    ['hash', /another SHA-256/, (entry) => ({ ...entry, sha256: '0'.repeat(64) })],
    ['enormous size', /too many for a day/, (entry) => ({ ...entry, size_bytes: 2 ** 40 })],
    ['path', /not a day file/, (entry) => ({ ...entry, path: `${pathOf('2022-01-03')}/../x` })],
    ['shape of the index', /size_bytes/, ({ path }) => ({ path })],
  ])(
    'D6 uses nothing of a file that has another %s than the index says',
    async (_what, message, describe_) => {
      const { fetchPage, leftovers, tools } = await mirror({ days: twoDays, describe: describe_ });
      await expect(fetchPage(start, start + 86_400)).rejects.toThrow(message);
      expect(tools.sleeps).toEqual([]);
      expect(await leftovers()).toEqual([]);
    },
  );

  it.each([
    ['another schema', { volume: '1::INTEGER' }, /has the columns/],
    ['another source', { source: "'kraken'" }, /24 records of another feed than binance\/BTCUSDT/],
    [
      'another subject in one row',
      { subject: "CASE WHEN i = 7 THEN NULL ELSE 'BTCUSDT' END" },
      /1 records of another feed/,
    ],
    [
      'another day',
      { ts_event: 'make_timestamptz((from_day + i * 4000) * 1000000)' },
      /2 records of another day/,
    ],
    ['no time', { ts_event: 'NULL::TIMESTAMPTZ' }, /24 records of another day/],
    [
      'times between seconds',
      { ts_event: 'make_timestamptz((from_day + i) * 1000000 + 5)' },
      /24 records between two seconds/,
    ],
  ])('D5 D6 uses nothing of a file with %s', async (_what, change, message) => {
    const bytes = await dayFile('2022-01-03', 24, change);
    const { fetchPage } = await mirror({ days: { '2022-01-03': { bytes, records: 24 } } });
    await expect(fetchPage(start, start + 86_400)).rejects.toMatchObject({
      code: 'DATA_CORRUPT',
      message: expect.stringMatching(message),
    });
  });

  it('D6 uses nothing of a damaged file, wherever the damage is', async () => {
    const good = twoDays['2022-01-03'].bytes;
    for (let at = 0; at < good.length; at += 97) {
      const bytes = Buffer.from(good);
      bytes.fill(0xff, at, at + 30);
      const { fetchPage } = await mirror({
        days: { '2022-01-03': { bytes, records: 24 } },
        describe: (entry) => ({ ...entry, sha256: undefined }),
      });
      const taken = await fetchPage(start, start + 86_400).catch((error: unknown) => error);
      if (taken instanceof Error) expect(taken).toMatchObject({ code: 'DATA_CORRUPT' });
      else expect(taken).toHaveLength(24);
    }
  });

  it('D4 waits for what may pass: refusals to serve, failures and broken connections', async () => {
    const answers: ((response: ServerResponse) => void)[] = [
      (response) => response.writeHead(503, { 'retry-after': '9' }).end('starting'),
      (response) => response.writeHead(429, { 'retry-after': 'Thu, 01 Jan 1970 00:01:00 GMT' }).end(),
      (response) => response.destroy(),
      (response) => {
        response.writeHead(200, { 'content-length': '9999' }).write('[');
        setImmediate(() => response.destroy());
      },
    ];
    const { fetchPage, tools } = await mirror({
      days: twoDays,
      interfere: (_request, response) => {
        const answer = answers.shift();
        answer?.(response);
        return answer !== undefined;
      },
    });
    expect(await fetchPage(start, start + 86_400)).toHaveLength(24);
    expect(tools.sleeps).toEqual([9000, 21_000, 3000, 6000]);
  });

  it('D4 takes a stalled answer for trouble after half a minute, before its headers and in its body', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const stalled: ((response: ServerResponse) => Promise<void>)[] = [
      () => Promise.resolve(),
      (response) => new Promise((resolve) => response.writeHead(200).write('[', () => resolve())),
    ];
    const { fetchPage, tools } = await mirror({
      days: twoDays,
      interfere: (_request, response) => {
        const answer = stalled.shift();
        void answer?.(response).then(() => vi.advanceTimersByTimeAsync(30_000));
        return answer !== undefined;
      },
    });
    expect(await fetchPage(start, start + 86_400)).toHaveLength(24);
    expect(tools.log).toHaveLength(2);
    expect(tools.log[0]).toMatch(/nothing came for 30 s/);
  });

  it('D4 fails with the cause when trouble lasts for ten minutes, and at once when it is refused', async () => {
    const failing = await mirror({
      interfere: (_request, response) => {
        response.writeHead(500).end('out of order');
        return true;
      },
    });
    await expect(failing.fetchPage(start, start + 60)).rejects.toThrow(
      /answered 500: out of order.*within ten minutes/,
    );
    const refusing = await mirror({
      interfere: (_request, response) => {
        response.writeHead(401).end('{"detail":"API key required"}');
        return true;
      },
    });
    await expect(refusing.fetchPage(start, start + 60)).rejects.toThrow(/API key required.*"api_key_env"/);
    expect(refusing.tools.sleeps).toEqual([]);
  });

  it('D3 stops at once when it is told to, in the middle of a file', async () => {
    const { fetchPage, leftovers, run } = await mirror({
      days: twoDays,
      interfere: (request, response) => {
        if (request.url === '/data/backfill/index') return false;
        response
          .writeHead(200)
          .write(twoDays['2022-01-03'].bytes.subarray(0, 100), () => run.abort(new Error('cancelled')));
        return true;
      },
    });
    await expect(fetchPage(start, start + 86_400)).rejects.toThrow('cancelled');
    expect(await leftovers()).toEqual([]);
  });

  it('D6 takes no body without end', async () => {
    const { fetchPage } = await mirror({
      days: twoDays,
      interfere: (request, response) => {
        if (request.url === '/data/backfill/index') return false;
        const piece = Buffer.alloc(2 ** 16, 'x');
        const more = (): void => {
          while (response.writable && response.write(piece)) continue;
        };
        response.on('drain', more).writeHead(200);
        more();
        return true;
      },
    });
    await expect(fetchPage(start, start + 86_400)).rejects.toThrow(/has more bytes, its index says/);
  });

  it('D6 sends the key to that coordinator only, and says it to nobody', async () => {
    const elsewhere = await startStandInCoordinator();
    const { upstream, fetchPage, tools } = await mirror({
      withKey: true,
      interfere: (request, response, count) => {
        const presented = String(request.headers['x-api-key']);
        if (count === 1) response.writeHead(503).end(`you said ${presented}`);
        else if (count === 2) response.writeHead(302, { location: `${elsewhere.url}/?${presented}` }).end();
        else response.writeHead(403).end(`no, not with ${presented}`);
        return true;
      },
    });
    const messages: string[] = [];
    for (const end of [start + 60, start + 120]) {
      await fetchPage(start, end).catch((error: unknown) => messages.push(String(error)));
    }
    expect(messages[0]).toMatch(/redirects \(302\)/);
    expect(messages[1]).toMatch(/answered 403: no, not with …/);
    expect(upstream.requests.map(({ headers }) => headers['x-api-key'])).toEqual([key, key, key]);
    expect(elsewhere.requests).toEqual([]);
    expect(tools.log).toHaveLength(1);
    expect([...messages, ...tools.log].join()).not.toContain(key);
  });

  it.each([
    [undefined, /UPSTREAM_KEY.*is not set/],
    ['', /is not set/],
    ['with\nlines', /cannot be sent/],
  ])('D6 is refused when the variable of its key holds %j', async (value, message) => {
    const config = parquetProviderSchema.parse({
      type: 'parquet',
      base_url: 'http://coordinator',
      api_key_env: 'UPSTREAM_KEY',
    });
    const incoming = await IncomingFiles.open(join(await temporaryFolder(), 'incoming'));
    expect(
      () => new ParquetProvider(feed, config, recordingTools(), incoming, { UPSTREAM_KEY: value }),
    ).toThrow(message);
  });
});
