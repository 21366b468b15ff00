import type { ServerResponse } from 'node:http';
import { resolve, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dayFilePath, type DayFile } from '../../../src-core/feed/index-entry.ts';
import { CoordinatorClient, type CoordinatorClientOptions } from './coordinator-client.ts';
import type { RetryPolicy } from './retry.ts';
import { FakeCoordinator, filePath } from './testing/fake-coordinator.ts';
import { MemoryTarget } from './testing/memory-target.ts';

const path = 'binance/BTCUSDT/candle/1m/2022-01-03.parquet';
const dayFile: DayFile = {
  feed: { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' },
  day: '2022-01-03',
  records: 2,
  sizeBytes: 10,
  sha256: undefined,
};
const entry = { path, records: 2, size_bytes: 10, date: '2022-01-03' };

async function fake(): Promise<FakeCoordinator> {
  const coordinator = await FakeCoordinator.start();
  onTestFinished(() => coordinator.close());
  return coordinator;
}

/** Sleeps not at all, and tells for how long it would have. */
function patience(delays: number[] = [], random = 0.5): RetryPolicy {
  return {
    tries: 3,
    firstDelay: 500,
    longestDelay: 60_000,
    sleep: (milliseconds) => {
      delays.push(milliseconds);
      return Promise.resolve();
    },
    random: () => random,
  };
}

function clientOf(
  coordinator: FakeCoordinator,
  options: Partial<CoordinatorClientOptions> = {},
): CoordinatorClient {
  return new CoordinatorClient({ baseUrl: coordinator.url, retry: patience(), ...options });
}

const download = async (client: CoordinatorClient, signal?: AbortSignal): Promise<string> => {
  const target = new MemoryTarget();
  await client.downloadDayFile(dayFile, target, signal);
  return target.text;
};

describe('the address', () => {
  it.each([
    ['http://127.0.0.1:8000/', 'http://127.0.0.1:8000'],
    [' https://example.org/coordinator// ', 'https://example.org/coordinator'],
  ])('%s is taken', (text, expected) => {
    expect(new CoordinatorClient({ baseUrl: text }).baseUrl).toBe(expected);
  });

  it.each(['', 'localhost:8000', 'ftp://example.org', 'file:///etc', 'http://h/?api_key=k', 'http://h/#x'])(
    '%j is refused',
    (text) => {
      expect(() => new CoordinatorClient({ baseUrl: text })).toThrow(
        expect.objectContaining({ code: 'BAD_INPUT' }),
      );
    },
  );

  it('with a password is refused without repeating it, and so is a key that cannot be sent', () => {
    for (const options of [
      { baseUrl: 'http://ada:secret@example.org' },
      { baseUrl: 'http://example.org', apiKey: 'secret\r\nx: y' },
    ]) {
      expect(() => new CoordinatorClient(options)).toThrow(
        expect.objectContaining({ code: 'BAD_INPUT', message: expect.not.stringContaining('secret') }),
      );
    }
  });
});

describe('an honest coordinator', () => {
  it('tells who it is, what it has and sends files', async () => {
    const coordinator = await fake();
    coordinator.answerJson('/healthz', { status: 'ok' });
    coordinator.answerJson('/info', { crunch_id: 'c', crunch_address: 'a', network: 'n', extra: 1 });
    coordinator.answerIndex([entry]);
    coordinator.answer(filePath(path), (_request, response) => {
      response.write('01234');
      response.end('56789');
    });
    const client = clientOf(coordinator);
    expect(await client.health()).toEqual({ status: 'ok' });
    expect(await client.info()).toEqual({ crunchId: 'c', crunchAddress: 'a', network: 'n' });
    expect(await client.index()).toEqual([dayFile]);
    expect(await download(client)).toBe('0123456789');
  });

  it('has its times without a zone taken for UTC', async () => {
    const coordinator = await fake();
    const job = {
      id: 'a/b',
      ...dayFile.feed,
      start_ts: '2022-01-01T00:00:00',
      end_ts: '2022-01-02T00:00:00+00:00',
      cursor_ts: null,
      records_written: 3,
      pages_fetched: 1,
      status: 'running',
      error: null,
      created_at: '2022-01-01T12:00:00.123456',
      updated_at: '2022-01-01T12:00:00Z',
    };
    coordinator.answerJson('/reports/backfill/jobs/a%2Fb', { ...job, progress_pct: 12.5 });
    coordinator.answerJson('/reports/backfill/jobs', [job]);
    coordinator.answerJson('/reports/backfill', job, 201);
    const client = clientOf(coordinator);
    expect(await client.backfillJob('a/b')).toMatchObject({
      startTs: '2022-01-01T00:00:00.000Z',
      endTs: '2022-01-02T00:00:00.000Z',
      cursorTs: null,
      createdAt: '2022-01-01T12:00:00.123Z',
      progressPercent: 12.5,
    });
    expect(await client.backfillJobs()).toMatchObject([{ id: 'a/b', status: 'running' }]);
    expect(await client.startBackfill(dayFile.feed, '2022-01-01', '2022-01-02')).toMatchObject({
      recordsWritten: 3,
    });
  });

  it('gives the public list of feeds to whom it refuses the other', async () => {
    const coordinator = await fake();
    const times = { oldest_ts: null, newest_ts: null, watermark_ts: null, watermark_updated_at: null };
    coordinator.answerJson('/reports/backfill/feeds', { detail: 'API key required' }, 401);
    coordinator.answerJson('/reports/feeds', [{ ...dayFile.feed, record_count: 7, ...times }]);
    expect(await clientOf(coordinator).feeds()).toMatchObject([{ subject: 'BTCUSDT', recordCount: 7 }]);
  });
});

describe('the key', () => {
  it('travels in its header only', async () => {
    const coordinator = await fake();
    coordinator.answerIndex([]);
    await clientOf(coordinator, { apiKey: 'secret' }).index();
    expect(coordinator.headers[0]?.['x-api-key']).toBe('secret');
    expect(coordinator.requests).toEqual(['GET /data/backfill/index']);
  });

  it('never goes to another origin', async () => {
    const [coordinator, thief] = [await fake(), await fake()];
    const targets = [
      `${thief.url}/data`,
      thief.url.replace('127.0.0.1', 'localhost'),
      'file:///etc/passwd',
      '//x:y@',
    ];
    for (const location of targets) {
      coordinator.answer('/data/backfill/index', (_request, response) => {
        response.writeHead(302, { location }).end();
      });
      await expect(clientOf(coordinator, { apiKey: 'secret' }).index()).rejects.toMatchObject({
        code: 'COORDINATOR_REFUSED',
        message: expect.stringContaining('to another place'),
      });
    }
    expect(thief.requests).toEqual([]);
    expect(coordinator.requests).toHaveLength(targets.length);
  });

  it('follows redirects within the origin, but not for ever', async () => {
    const coordinator = await fake();
    coordinator.answer(
      '/healthz',
      (_request, response) => void response.writeHead(307, { location: '/health' }).end(),
    );
    coordinator.answerJson('/health', { status: 'moved' });
    expect(await clientOf(coordinator, { apiKey: 'secret' }).health()).toEqual({ status: 'moved' });
    coordinator.answer(
      '/info',
      (_request, response) => void response.writeHead(301, { location: '/info' }).end(),
    );
    await expect(clientOf(coordinator).info()).rejects.toMatchObject({
      code: 'COORDINATOR_REFUSED',
      message: expect.stringContaining('in a circle'),
    });
  });

  it.each([
    [undefined, /needs an API key and none was given/],
    ['wrong', /does not accept the API key/],
  ])('%s is answered with what to do about it', async (apiKey, message) => {
    const coordinator = await fake();
    coordinator.answerJson('/data/backfill/index', { detail: 'API key required' }, 401);
    await expect(clientOf(coordinator, { apiKey }).index()).rejects.toMatchObject({
      code: 'COORDINATOR_REFUSED',
      message: expect.stringMatching(message),
      details: { status: 401 },
    });
    expect(coordinator.requests).toHaveLength(1);
  });
});

describe('refusals', () => {
  it.each([
    [403, { detail: 'not for you' }, /does not allow this: not for you/],
    [403, { detail: 'not\u001B[31m for\r\nyou' }, /does not allow this: not \[31m for you/],
    [404, { detail: 'File not found' }, /refused \(status 404: File not found\)/],
    [409, { detail: 'job 7 is running' }, /status 409: job 7 is running/],
    [
      422,
      { detail: [{ loc: ['body', 'start'], msg: 'Field required' }] },
      /status 422: start: Field required/,
    ],
    [418, '<h1>teapot</h1>', /status 418\)/],
  ])('with status %i keep their words and are not tried again', async (status, body, message) => {
    const coordinator = await fake();
    coordinator.answerJson('/reports/backfill', body, status);
    const started = clientOf(coordinator).startBackfill(dayFile.feed, '2022-01-01', '2022-01-02');
    await expect(started).rejects.toMatchObject({
      code: 'COORDINATOR_REFUSED',
      message: expect.stringMatching(message),
      details: { status },
    });
    expect(coordinator.requests).toHaveLength(1);
  });
});

describe('a coordinator in trouble', () => {
  it('that is down is tried three times, with growing random delays', async () => {
    const coordinator = await fake();
    const { url } = coordinator;
    await coordinator.close();
    const delays: number[] = [];
    const client = new CoordinatorClient({ baseUrl: url, retry: patience(delays) });
    await expect(client.index()).rejects.toMatchObject({
      code: 'COORDINATOR_UNREACHABLE',
      message: expect.stringMatching(
        /http:\/\/127\.0\.0\.1:\d+ cannot be reached: nothing listens there\. Check/,
      ),
    });
    expect(delays).toEqual([250, 500]);
  });

  it('that answers after a storm of errors is waited for, as long as it asks', async () => {
    const coordinator = await fake();
    const storm: [number, Record<string, string>][] = [
      [503, { 'retry-after': '7' }],
      [429, { 'retry-after': new Date(1_000_000_000_000 + 4000).toUTCString() }],
    ];
    coordinator.answer('/data/backfill/index', (_request, response) => {
      const [status, headers] = storm.shift() ?? [200, {}];
      response.writeHead(status, headers).end('[]');
    });
    const delays: number[] = [];
    const client = clientOf(coordinator, { retry: patience(delays), now: () => 1_000_000_000_000 });
    expect(await client.index()).toEqual([]);
    expect(delays).toEqual([7000, 4000]);
  });

  it('that asks for more patience than there is fails at once', async () => {
    const coordinator = await fake();
    coordinator.answer('/healthz', (_request, response) => {
      response.writeHead(503, { 'retry-after': '3600' }).end();
    });
    await expect(clientOf(coordinator).health()).rejects.toMatchObject({ code: 'COORDINATOR_UNREACHABLE' });
    expect(coordinator.requests).toHaveLength(1);
  });

  it('that keeps failing is given up, and what changes something is tried once', async () => {
    const coordinator = await fake();
    coordinator.answerJson('/healthz', { detail: 'no disk' }, 500);
    coordinator.answerJson('/reports/backfill', {}, 500);
    await expect(clientOf(coordinator).health()).rejects.toMatchObject({
      code: 'COORDINATOR_UNREACHABLE',
      message: expect.stringContaining('cannot answer now (status 500: no disk)'),
    });
    expect(coordinator.requests).toHaveLength(3);
    await expect(clientOf(coordinator).startBackfill(dayFile.feed, '', '')).rejects.toMatchObject({
      code: 'COORDINATOR_UNREACHABLE',
    });
    expect(coordinator.requests).toHaveLength(4);
  });

  it.each([
    ['sends no headers', () => undefined],
    [
      'stops in the middle',
      (_request: unknown, response: ServerResponse) => {
        response.write('01234');
      },
    ],
  ])('that %s is too slow', async (_what, answer) => {
    const coordinator = await fake();
    coordinator.answer(filePath(path), answer);
    const client = clientOf(coordinator, { timeouts: { headers: 60, idle: 60 } });
    await expect(download(client)).rejects.toMatchObject({
      code: 'COORDINATOR_UNREACHABLE',
      message: expect.stringContaining('too slow: it sent nothing for 0.06 s'),
    });
    expect(coordinator.requests).toHaveLength(3);
  });

  it('whose connection breaks in the middle sends the file again from the start', async () => {
    const coordinator = await fake();
    let tries = 0;
    coordinator.answer(filePath(path), (_request, response) => {
      response.writeHead(200, { 'content-length': 10 });
      if (++tries === 2) response.end('0123456789');
      else response.write('01234', () => response.destroy());
    });
    expect(await download(clientOf(coordinator))).toBe('0123456789');
  });

  it('is left when the user cancels, while it is waited for and while it sends', async () => {
    const coordinator = await fake();
    const cancel = new AbortController();
    coordinator.answer(filePath(path), (_request, response) => {
      response.write('01234');
      cancel.abort();
    });
    await expect(download(clientOf(coordinator), cancel.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(clientOf(coordinator).index(cancel.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(coordinator.requests).toHaveLength(1);
  });
});

describe('a coordinator that lies', () => {
  it.each([
    ['is not JSON', '<html>', /\(not JSON\); it may be no coordinator\. If it/],
    ['is an object', { files: [] }, /expected array/],
    ['lacks a field', [{ path, records: 1, date: '2022-01-03' }], /size_bytes/],
    ['has a negative size', [{ ...entry, size_bytes: -1 }], /size_bytes/],
    ['has a text for a number', [{ ...entry, records: '2' }], /records/],
    ['lists a file twice', [entry, entry], /twice/],
  ])('about an index that %s', async (_what, index, message) => {
    const coordinator = await fake();
    coordinator.answerIndex(index);
    await expect(clientOf(coordinator).index()).rejects.toMatchObject({
      code: 'COORDINATOR_LIED',
      message: expect.stringMatching(message),
    });
  });

  it('with an index without end is stopped', async () => {
    const coordinator = await fake();
    coordinator.answer('/data/backfill/index', (_request, response) => {
      const flood = (): void => {
        while (!response.destroyed && response.write(' '.repeat(10_000)));
        response.once('drain', flood);
      };
      flood();
    });
    await expect(clientOf(coordinator, { indexLimitBytes: 50_000 }).index()).rejects.toMatchObject({
      code: 'COORDINATOR_LIED',
      message: expect.stringContaining('more than 50000 bytes'),
    });
    expect(coordinator.requests).toHaveLength(1);
  });

  it.each([
    [
      'declares another size',
      { 'content-length': '11' },
      '01234567890',
      /sends 11 bytes .* its index says 10/,
    ],
    ['sends too little', {}, '0123', /sends 4 bytes .* its index says 10/],
    ['sends too much', {}, '0123456789a', /sends more than 10 bytes .* its index says 10/],
  ])('about a file when it %s', async (_what, headers, body, message) => {
    const coordinator = await fake();
    coordinator.answer(filePath(path), (_request, response) => {
      response.writeHead(200, headers);
      response.write(body);
      response.end();
    });
    await expect(download(clientOf(coordinator))).rejects.toMatchObject({
      code: 'COORDINATOR_LIED',
      message: expect.stringMatching(message),
    });
    expect(coordinator.requests).toHaveLength(1);
  });

  it('with a file without end is stopped at the size it declared', async () => {
    const coordinator = await fake();
    coordinator.answer(filePath(path), (_request, response) => {
      const flood = (): void => {
        while (!response.destroyed && response.write('0'.repeat(10_000)));
        response.once('drain', flood);
      };
      flood();
    });
    await expect(download(clientOf(coordinator))).rejects.toMatchObject({ code: 'COORDINATOR_LIED' });
  });

  it('with packed bytes gains nothing: they count unpacked', async () => {
    const { gzipSync } = await import('node:zlib');
    const coordinator = await fake();
    coordinator.answer(filePath(path), (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('0'.repeat(1_000_000)));
    });
    await expect(download(clientOf(coordinator))).rejects.toMatchObject({ code: 'COORDINATOR_LIED' });
    expect(coordinator.headers[0]?.['accept-encoding']).toBe('identity');
  });
});

describe('a path in the index', () => {
  const fetching = (index: unknown): CoordinatorClient =>
    new CoordinatorClient({
      baseUrl: 'http://127.0.0.1:1',
      fetch: () => Promise.resolve(Response.json(index)),
      retry: patience(),
    });

  it.each([
    '../../../../etc/2022-01-03.parquet',
    'binance/../candle/1m/2022-01-03.parquet',
    'binance/BTC/candle/../../../../2022-01-03.parquet',
    '/binance/BTC/candle/1m/2022-01-03.parquet',
    '//server/BTC/candle/2022-01-03.parquet',
    'C:/BTC/candle/1m/2022-01-03.parquet/..',
    String.raw`binance\BTC\candle\1m\2022-01-03.parquet`,
    String.raw`binance/..\..\BTC/candle/1m/2022-01-03.parquet`,
    'binance/%2e%2e/candle/1m/2022-01-03.parquet',
    'binance/BTC%2f..%2f../candle/1m/2022-01-03.parquet',
    'binance/BTC\0/candle/1m/2022-01-03.parquet',
    'binance/BTC/candle/1m/2022-01-03.parquet\0.txt',
    'binance/BTC/candle/1m/2022-01-04.parquet',
    'binance/BTC/candle/1m/2022-02-30.parquet',
    'binance/BTC/candle/1m/2022-01-03.exe',
    'binance/BTC/candle/1m/.ledger.json',
    'binance/BTC/options/1m/2022-01-03.parquet',
    'con/BTC/candle/1m/2022-01-03.parquet',
    'binance//candle/1m/2022-01-03.parquet',
    '',
  ])('%j is refused', async (unsafe) => {
    const date = unsafe.includes('02-30') ? '2022-02-30' : '2022-01-03';
    await expect(fetching([{ ...entry, path: unsafe, date }]).index()).rejects.toMatchObject({
      code: 'UNSAFE_PATH',
    });
  });

  it('never leads out of the cache', async () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '',
      '/',
      '\\',
      '\0',
      '%2e%2e',
      'C:',
      '~',
      'aux',
      'BTC',
      'candle',
      '1m',
      'a b',
      '$(x)',
    );
    const segment = fc.oneof(
      piece,
      fc.string({ maxLength: 8 }),
      fc.array(piece, { maxLength: 3 }).map((parts) => parts.join('')),
    );
    const name = fc.oneof(fc.constant('2022-01-03.parquet'), segment);
    const anyPath = fc
      .tuple(fc.array(segment, { maxLength: 6 }), name)
      .map(([parts, last]) => [...parts, last].join('/'));
    const nearlyGood = fc
      .tuple(segment, segment)
      .map(([source, subject]) => `${source}/${subject}/candle/1m/2022-01-03.parquet`);
    const root = resolve('/cache');
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyPath, nearlyGood), async (some) => {
        const files = await fetching([{ ...entry, path: some }])
          .index()
          .catch((error: { code: string }) => {
            expect(error.code).toBe('UNSAFE_PATH');
            return [];
          });
        for (const { feed, day } of files) {
          accepted++;
          const parts = dayFilePath(feed, day).split('/');
          expect(resolve(root, ...parts)).toBe([root, ...parts].join(sep));
          expect(parts).toHaveLength(5);
          expect(dayFilePath(feed, day)).toBe(some);
        }
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(0);
  });
});
