import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { CoordinatorLogger } from '../logger.ts';
import { endedJob, postBackfill } from '../testing/coordinator-client.ts';
import { openCoordinator, syntheticFeed, type OpenCoordinator } from '../testing/open-coordinator.ts';
import {
  openSocket,
  plainRequest,
  rawExchange,
  readAnswer,
  type RawAnswer,
} from '../testing/raw-exchange.ts';

/** For what happens soon, on a machine that is busy with other things. */
const patience = { timeout: 15_000 };
const urlPath = '/data/backfill/synthetic/BTC/candle/1m/2026-01-01.parquet';

interface Line extends Record<string, unknown> {
  readonly message: string;
}

function keepLines(): { lines: Line[]; logger: CoordinatorLogger } {
  const lines: Line[] = [];
  const log = (fields: Record<string, unknown>, message: string): void =>
    void lines.push({ ...fields, message });
  return { lines, logger: { info: log, warn: log, error: log } };
}

/** A coordinator with a day file that is larger than the buffers of a connection. */
async function serveLargeFile(options: Parameters<typeof openCoordinator>[0]): Promise<OpenCoordinator> {
  const coordinator = await openCoordinator(options);
  const { body } = await postBackfill(coordinator.url, {
    ...syntheticFeed,
    start: '2026-01-01',
    end: '2026-01-02',
  });
  await endedJob(coordinator.url, String(body['id']));
  const file = join(coordinator.folder, 'data/backfill/synthetic/BTC/candle/1m/2026-01-01.parquet');
  await writeFile(file, Buffer.alloc(64 * 1024 * 1024, 7));
  return coordinator;
}

/** Asks for the large file and takes only the beginning of it. */
async function stall(port: number): Promise<Awaited<ReturnType<typeof openSocket>>> {
  const socket = await openSocket(port);
  socket.write(plainRequest('GET', urlPath));
  await once(socket, 'data');
  socket.pause();
  return socket;
}

const send = async (port: number, request: string): Promise<RawAnswer> =>
  (await rawExchange(port, request)) as RawAnswer;

describe('the key', () => {
  it('D11 stands in no log and no answer, in whatever spelling and place', async () => {
    const { lines, logger } = keepLines();
    const key = 'Secret.key-1';
    const { port } = await openCoordinator({ apiKey: key, readAuth: true, logger });
    const encoded = key.replaceAll(/./g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
    const twice = encoded.replaceAll('%', '%25');
    const wrong = 'mistyped-key';
    const paths = [key, encoded, twice, wrong].flatMap((secret) => [
      `/data/backfill/index?api_key=${secret}`,
      `/data/backfill/index?%61pi_key=${secret}`,
      `/data/backfill/index?a=b&api_key=${secret}#${secret}`,
      `/data/backfill/index%3Fapi_key=${secret}`,
      `/data/backfill/index%253Fapi_key%253D${secret}`,
      `/reports/backfill/jobs;api_key=${secret}`,
      `/reports/backfill/jobs&api_key=${secret}`,
      `/%zz?api_key=${secret}`,
      `/reports/backfill/jobs/%ff%3Fapi_key=${secret}`,
      `http://user:${secret}@host/reports/backfill/jobs?api_key=${secret}`,
    ]);
    // The right key is masked even where a path should be.
    paths.push(`/${key}`, `/data/backfill/${key}/x`, `/${encoded}/`);
    const headers: Record<string, string>[] = [
      { 'x-api-key': key },
      { 'X-API-KEY': wrong },
      { authorization: `Bearer ${key}` },
      { authorization: `Basic ${key}`, cookie: `api_key=${key}` },
    ];
    for (const path of paths) {
      const { body } = await send(port, plainRequest('GET', path));
      expect(body.toString()).not.toMatch(/Secret\.key-1|mistyped-key/);
    }
    for (const header of headers) {
      const { body } = await send(port, plainRequest('POST', '/reports/backfill', header));
      expect(body.toString()).not.toMatch(/Secret\.key-1|mistyped-key/);
    }
    await send(port, `GET /?api_key=${key} HTTP/9.9\r\nx-api-key: ${key}\r\n\r\n`);
    await send(port, `api_key ${key}\r\n\r\n`);
    await vi.waitFor(
      () => expect(lines.length).toBeGreaterThanOrEqual(paths.length + headers.length + 2),
      patience,
    );
    const log = lines
      .map((line) => decodeURIComponent(JSON.stringify(line).replaceAll('%25', '%')))
      .join('\n');
    expect(log).not.toMatch(/Secret\.key-1|mistyped-key|api_key/i);
    expect(log).not.toContain(encoded);
  });

  it('D11 guards a route whatever form its path has', async () => {
    const { port } = await openCoordinator({ apiKey: 'secret' });
    for (const path of [
      '/reports/backfill/jobs',
      '/reports/%62ackfill/jobs',
      '/%72%65ports/backfill/jobs?x=/healthz',
      '/reports/backfill/jobs#/healthz',
      'http://localhost/reports/backfill/jobs',
      'https://any:80/reports/backfill/jobs',
      'HTTP://localhost/reports/backfill/jobs',
    ]) {
      expect([path, (await send(port, plainRequest('GET', path))).status]).toEqual([path, 401]);
    }
    for (const path of [
      '//reports/backfill/jobs',
      '/healthz/../reports/backfill/jobs',
      '/healthz%2f..%2freports/backfill/jobs',
      '/REPORTS/backfill/jobs',
      'http:///reports/backfill/jobs',
      'ftp://localhost/reports/backfill/jobs',
    ]) {
      const { status } = await send(port, plainRequest('GET', path));
      expect([path, [400, 401, 404].includes(status)]).toEqual([path, true]);
    }
  });

  it('D11 is not needed for the page, and for nothing beside it', async () => {
    const { port } = await openCoordinator({
      apiKey: 'secret',
      readAuth: true,
      publicPrefixes: ['/healthz'],
    });
    const statusOf = async (path: string): Promise<number> =>
      (await send(port, plainRequest('GET', path))).status;
    expect(await statusOf('/')).toBe(200);
    expect(await statusOf('/?api_key=wrong')).toBe(200);
    for (const path of [
      '//',
      '/page/',
      '/page/none.js',
      '/page/..%2f..%2fconfig.ts',
      '/reports/feeds',
      '/data/backfill/index',
    ]) {
      expect([path, await statusOf(path)]).toEqual([path, 401]);
    }
  });
});

describe('limits', () => {
  it('D12 of size: line, headers, body', async () => {
    const { port } = await openCoordinator({ limits: { header_bytes: 4096, body_bytes: 1000 } });
    const statusOf = async (request: string): Promise<number> => (await send(port, request)).status;
    expect(await statusOf(plainRequest('GET', `/healthz?${'x'.repeat(2_000)}`))).toBe(200);
    expect(await statusOf(plainRequest('GET', `/healthz?${'x'.repeat(3_000)}`))).toBe(414);
    expect(await statusOf(plainRequest('GET', `/healthz?${'x'.repeat(6_000)}`))).toBe(431);
    expect(await statusOf(plainRequest('GET', '/healthz', { 'x-large': 'x'.repeat(6_000) }))).toBe(431);
    const post = (body: string): string =>
      `${plainRequest('POST', '/reports/backfill', { 'content-type': 'application/json', 'content-length': String(body.length) })}${body}`;
    expect(await statusOf(post(JSON.stringify({ text: 'x'.repeat(900) })))).toBe(422);
    expect(await statusOf(post(JSON.stringify({ text: 'x'.repeat(1_000) })))).toBe(413);
  });

  it('D12 of connections: one too many is told when to come again, many too many get nothing', async () => {
    const { port } = await openCoordinator({ limits: { connections: 3 } });
    const idle = [];
    for (let at = 0; at < 3; at += 1) idle.push(await openSocket(port));
    const surplus = await send(port, plainRequest('GET', '/healthz', { connection: 'keep-alive' }));
    expect(surplus).toMatchObject({ status: 503, headers: { 'retry-after': '1', connection: 'close' } });
    for (let at = 0; at < 3; at += 1) idle.push(await openSocket(port));
    expect(await rawExchange(port, plainRequest('GET', '/healthz'))).toBeUndefined();
    for (const socket of idle) socket.destroy();
    await vi.waitFor(
      async () =>
        expect(await rawExchange(port, plainRequest('GET', '/healthz'))).toMatchObject({ status: 200 }),
      patience,
    );
  });

  it('D12 of downloads at once', async () => {
    const { port } = await serveLargeFile({ limits: { downloads: 2 } });
    const stalled = [await stall(port), await stall(port)];
    const third = await send(port, plainRequest('GET', urlPath));
    expect(third).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(await send(port, plainRequest('GET', '/data/backfill/index'))).toMatchObject({ status: 200 });
    stalled[0]?.destroy();
    await vi.waitFor(
      async () => expect(await send(port, plainRequest('HEAD', urlPath))).toMatchObject({ status: 200 }),
      patience,
    );
  });

  it('D12 of downloads at once, and none of a client that broke off before its turn', async () => {
    const { port } = await serveLargeFile({ limits: { downloads: 2 } });
    const statusOfAnother = async (): Promise<number> =>
      (await send(port, plainRequest('HEAD', urlPath))).status;
    const socket = await openSocket(port);
    // The second answer waits for the first.
    socket.write(plainRequest('GET', urlPath, { connection: 'keep-alive' }).repeat(2));
    await vi.waitFor(async () => expect(await statusOfAnother()).toBe(503), patience);
    socket.destroy();
    await vi.waitFor(async () => expect(await statusOfAnother()).toBe(200), patience);
    const stalled = await stall(port);
    await vi.waitFor(async () => expect(await statusOfAnother()).toBe(200), patience);
    stalled.destroy();
  });

  it('D12 of time: a reader that takes nothing is cut off, one that takes a little is not', async () => {
    const { lines, logger } = keepLines();
    const { port } = await serveLargeFile({ limits: { stalled_seconds: 3 }, logger });
    const slow = await openSocket(port);
    const received = readAnswer(slow);
    slow.write(plainRequest('GET', urlPath));
    // It stands still for less than the limit, again and again.
    const pauses = setInterval(() => {
      slow.pause();
      setTimeout(() => slow.resume(), 1_000);
    }, 1_500);
    const stalled = await stall(port);
    await vi.waitFor(
      () => expect(lines).toContainEqual(expect.objectContaining({ path: urlPath, broken_off: true })),
      patience,
    );
    clearInterval(pauses);
    slow.resume();
    expect((await received)?.body.length).toBe(64 * 1024 * 1024);
    stalled.destroy();
  });

  it('D12 of time: who sends a head or a body byte by byte is refused', async () => {
    const { port } = await openCoordinator({ limits: { header_seconds: 1, request_seconds: 1 } });
    const drip = async (first: string): Promise<RawAnswer | undefined> => {
      const socket = await openSocket(port);
      socket.write(first);
      const drops = setInterval(() => socket.write('x'), 100);
      try {
        return await readAnswer(socket);
      } finally {
        clearInterval(drops);
      }
    };
    const answers = await Promise.all([
      drip('GET /healthz HTTP/1.1\r\nhost: a\r\nx-drip: '),
      drip('G'),
      drip(
        'POST /reports/backfill HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n',
      ),
    ]);
    expect(answers.map((answer) => answer?.status)).toEqual([408, expect.any(Number), 408]);
    expect(JSON.parse(String(answers[0]?.body))).toEqual({ detail: 'Request Timeout' });
  });

  it('D12 answers what is no HTTP at all with a detail', async () => {
    const { port } = await openCoordinator();
    const answer = await send(port, 'what is this\r\n\r\n');
    expect(answer).toMatchObject({ status: 400, headers: { connection: 'close' } });
    expect(JSON.parse(answer.body.toString())).toEqual({ detail: 'Bad Request' });
  });
});

describe('the access log', () => {
  it('D12 has one line for each request', async () => {
    const { lines, logger } = keepLines();
    const { port } = await openCoordinator({ logger });
    const requests: [string, string, number][] = [
      ['GET', '/healthz?a=b', 200],
      ['GET', '/reports/backfill/jobs/none', 404],
      ['GET', '/%zz', 404],
      ['HEAD', '/data/backfill/index', 200],
      ['DELETE', '/healthz', 404],
    ];
    for (const [method, path] of requests) await send(port, plainRequest(method, path));
    await send(port, 'no request\r\n\r\n');
    const shown = lines.filter(({ message }) => message === 'request');
    expect(shown.map(({ method, path, status }) => [method, path, status])).toEqual([
      ['GET', '/healthz', 200],
      ['GET', '/reports/backfill/jobs/none', 404],
      ['GET', '/…', 404],
      ['HEAD', '/data/backfill/index', 200],
      ['DELETE', '/healthz', 404],
    ]);
    for (const line of shown) {
      expect(line).toEqual({
        message: 'request',
        method: expect.any(String),
        path: expect.any(String),
        address: '127.0.0.1',
        status: expect.any(Number),
        bytes: expect.any(Number),
        milliseconds: expect.any(Number),
      });
      expect(line['bytes']).toBeGreaterThan(50);
    }
    expect(lines.at(-1)).toMatchObject({ message: 'refused what is no request', address: '127.0.0.1' });
  });

  it('D12 tells the bytes that went out when a download broke off', async () => {
    const { lines, logger } = keepLines();
    const { port } = await serveLargeFile({ logger });
    (await stall(port)).destroy();
    await vi.waitFor(
      () => expect(lines.at(-1)).toMatchObject({ path: urlPath, status: 200, broken_off: true }),
      patience,
    );
    expect(lines.at(-1)?.['bytes']).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('pages of other sites', () => {
  it.each<[Record<string, string>, number]>([
    [{ origin: 'http://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'cross-site', origin: 'http://localhost' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://proxy.example' }, 404],
    [{ origin: 'http://localhost' }, 404],
    [{}, 404],
  ])('D13 change nothing: %o', async (headers, status) => {
    const { port } = await openCoordinator();
    const request = plainRequest('POST', '/reports/backfill/jobs/none/cancel', headers);
    expect((await send(port, request)).status).toBe(status);
  });
});
