import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dayFilePath, type DayFile } from '../../../src-core/feed/index-entry.ts';
import { CoordinatorClient, type CoordinatorClientOptions } from './coordinator-client.ts';
import { IndexMemory } from './index-memory.ts';
import { FakeCoordinator, filePath } from './testing/fake-coordinator.ts';
import { MemoryTarget } from './testing/memory-target.ts';

const dayFile: DayFile = {
  feed: { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' },
  day: '2022-01-03',
  records: 2,
  sizeBytes: 10,
  sha256: undefined,
};
const path = dayFilePath(dayFile.feed, dayFile.day);
const entry = { path, records: 2, size_bytes: 10, date: '2022-01-03' };
const indexPath = '/data/backfill/index';
const mebibyte = 1024 * 1024;

async function fake(): Promise<FakeCoordinator> {
  const coordinator = await FakeCoordinator.start();
  onTestFinished(() => coordinator.close());
  return coordinator;
}

function clientOf(
  coordinator: FakeCoordinator,
  options: Partial<CoordinatorClientOptions> = {},
): CoordinatorClient {
  const retry = {
    tries: 3,
    firstDelay: 1,
    longestDelay: 10,
    sleep: () => Promise.resolve(),
    random: () => 0,
  };
  return new CoordinatorClient({ baseUrl: coordinator.url, retry, ...options });
}

/** Sends pieces for as long as they are taken; tells how many bytes that were. */
function flood(response: ServerResponse, piece: (index: number) => string, bytes: number): () => number {
  let [sent, index] = [0, 0];
  const goOn = (): void => {
    for (;;) {
      if (response.destroyed || sent >= bytes) return void response.end();
      const text = piece(index++);
      sent += text.length;
      if (!response.write(text)) break;
    }
    response.once('drain', goOn);
  };
  goOn();
  return () => sent;
}

describe('D23 an index that is meant to fill the memory', () => {
  const some = JSON.stringify(entry);
  const entryOf = (index: number): string =>
    JSON.stringify({
      ...entry,
      path: `s${index}/${'x'.repeat(20)}/candle/1m/2022-01-03.parquet`,
      sha256: 'a'.repeat(64),
    });

  it.each<[string, (index: number) => string, RegExp]>([
    ['is white space', () => ' '.repeat(65_536), /sends more than \d+ bytes/],
    ['is numbers', (index) => (index === 0 ? '[1' : ',1'.repeat(30_000)), /entry 0: expected object/],
    ['is one text', (index) => (index === 0 ? '["' : 'x'.repeat(65_536)), /expected object/],
    ['is nested', () => '['.repeat(65_536), /expected object/],
    [
      'is nested in an entry',
      (index) => (index === 0 ? `[${some.slice(0, -1)},"x":` : '['.repeat(65_536)),
      /entry 0: too long/,
    ],
    [
      'has an entry without end',
      (index) => (index === 0 ? '[{"path":"' : 'x'.repeat(65_536)),
      /entry 0: too long/,
    ],
    [
      'has entries without end',
      (index) => (index === 0 ? `[${entryOf(0)}` : `,${entryOf(index)}`),
      /sends more than \d+ bytes|more than \d+ entries/,
    ],
  ])('and %s, of 200 MB, is cut off with bounded memory', async (_what, piece, message) => {
    const coordinator = await fake();
    coordinator.answer(indexPath, (_request, response) => void flood(response, piece, 200 * mebibyte));
    globalThis.gc?.();
    const before = process.memoryUsage();
    let highest = 0;
    const watch = setInterval(() => {
      highest = Math.max(highest, process.memoryUsage().rss);
    }, 5);
    onTestFinished(() => clearInterval(watch));
    await expect(clientOf(coordinator).index()).rejects.toMatchObject({
      code: 'COORDINATOR_LIED',
      message: expect.stringMatching(message),
    });
    await nextTurn();
    // The coordinator of the test is in the same process.
    expect(Math.max(highest, process.memoryUsage().rss) - before.rss).toBeLessThan(350 * mebibyte);
  });

  it('and is packed a thousandfold is cut off by what it unpacks to', async () => {
    const coordinator = await fake();
    const bomb = gzipSync(Buffer.alloc(200 * mebibyte, ' '), { level: 9 });
    expect(bomb.length).toBeLessThan(mebibyte);
    coordinator.answer(indexPath, (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    await expect(clientOf(coordinator, { indexLimitBytes: mebibyte }).index()).rejects.toMatchObject({
      code: 'COORDINATOR_LIED',
      message: expect.stringContaining(`more than ${mebibyte} bytes`),
    });
  });

  it('and ends midway or goes on behind its end is refused', async () => {
    const coordinator = await fake();
    for (const text of [
      '',
      '[',
      `[${some}`,
      `[${some},`,
      `[${some},]`,
      `[${some}] x`,
      `[${some}${some}]`,
      '[]]',
    ]) {
      coordinator.answer(indexPath, (_request, response) => void response.end(text));
      await expect(clientOf(coordinator).index()).rejects.toMatchObject({
        code: 'COORDINATOR_LIED',
        message: expect.stringContaining('not'),
      });
    }
  });
});

describe('D23 other answers', () => {
  it('that are nested deeply are refused before anyone walks into them', async () => {
    const coordinator = await fake();
    for (const deep of [
      '['.repeat(100_000),
      '{"a":'.repeat(100_000),
      `[{"a":${'['.repeat(70)}${']'.repeat(70)}}]`,
    ]) {
      coordinator.answerJson('/reports/backfill/jobs', deep);
      await expect(clientOf(coordinator).backfillJobs()).rejects.toMatchObject({
        code: 'COORDINATOR_LIED',
        message: expect.stringContaining('nested too deeply'),
      });
    }
  });

  it('that drip a byte at a time are given up when their time is over', async () => {
    const coordinator = await fake();
    const drip = (_request: unknown, response: ServerResponse): void => {
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(timer));
    };
    coordinator.answer('/info', drip);
    coordinator.answer(filePath(path), drip);
    const client = clientOf(coordinator, { timeouts: { headers: 5000, idle: 5000, answer: 150 } });
    await expect(client.info()).rejects.toMatchObject({
      code: 'COORDINATOR_UNREACHABLE',
      message: expect.stringContaining('too slow'),
    });
    await expect(
      client.downloadDayFile({ ...dayFile, sizeBytes: 1_000_000 }, new MemoryTarget(), undefined, 150),
    ).rejects.toMatchObject({ details: { only_this_file: true } });
    expect(coordinator.requests).toHaveLength(2);
  });

  it('that redirect again and again are given up', async () => {
    const coordinator = await fake();
    coordinator.answer(filePath(path), (_request, response) => {
      response.writeHead(302, { location: `${filePath(path)}?${'x'.repeat(1000)}` });
      void flood(response, () => 'x'.repeat(65_536), 200 * mebibyte);
    });
    const again = filePath(path) + `?${'x'.repeat(1000)}`;
    coordinator.answer(
      again,
      (_request, response) => void response.writeHead(302, { location: again }).end(),
    );
    await expect(clientOf(coordinator).downloadDayFile(dayFile, new MemoryTarget())).rejects.toMatchObject({
      code: 'COORDINATOR_REFUSED',
      message: expect.stringContaining('in a circle'),
    });
    expect(coordinator.requests.length).toBeLessThan(6);
  });

  it('that refuse at endless length are cut off', async () => {
    const coordinator = await fake();
    coordinator.answer('/info', (_request, response) => {
      response.writeHead(400);
      void flood(response, () => 'x'.repeat(65_536), 200 * mebibyte);
    });
    await expect(clientOf(coordinator).info()).rejects.toMatchObject({ code: 'COORDINATOR_REFUSED' });
  });

  it('that are a part nobody asked for are refused', async () => {
    const coordinator = await fake();
    coordinator.answer(filePath(path), (_request, response) => {
      response.writeHead(206, { 'content-range': 'bytes 0-9/10' }).end('0123456789');
    });
    await expect(clientOf(coordinator).downloadDayFile(dayFile, new MemoryTarget())).rejects.toMatchObject({
      code: 'COORDINATOR_LIED',
    });
  });
});

describe('D23 a key that the coordinator sends back', () => {
  const key = 'S3cret-Key.0123456789';
  const escaped = Array.from(key)
    .map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

  const answers: [string, (response: ServerResponse) => unknown][] = [
    ['in a refusal', (response) => response.writeHead(400).end(JSON.stringify({ detail: `no ${key}` }))],
    ['in a refusal, escaped', (response) => response.writeHead(403).end(`{"detail":"${escaped}"}`)],
    [
      'in a refusal, where it would be cut in two',
      (response) => response.writeHead(400).end(JSON.stringify({ detail: `${'x'.repeat(490)}${key}` })),
    ],
    [
      'in a refusal, field by field',
      (response) =>
        response.writeHead(422).end(JSON.stringify({ detail: [{ loc: ['body', key], msg: key }] })),
    ],
    ['in trouble', (response) => response.writeHead(503).end(JSON.stringify({ detail: key }))],
    [
      'in a redirect',
      (response) => response.writeHead(302, { location: `http://${key}.example.org/?${key}` }).end(),
    ],
    ['in a redirect to nowhere', (response) => response.writeHead(302, { location: `//x:y@${key}` }).end()],
    ['in a header', (response) => response.writeHead(400, { 'x-echo': key, etag: `"${key}"` }).end()],
    ['in what is no HTTP', (response) => response.socket?.end(`${key} ${key}\r\n\r\n`)],
    ['in what is no JSON', (response) => response.end(key)],
    ['as JSON of another shape', (response) => response.end(JSON.stringify({ [key]: key }))],
    ['in a path', (response) => response.end(JSON.stringify([{ ...entry, path: `../${key}`, date: key }]))],
    [
      'in the name of a feed',
      (response) =>
        response.end(
          JSON.stringify([{ ...entry, path: `${key}/BTC/candle/1m/2022-01-03.parquet`, date: '2022-01-03' }]),
        ),
    ],
  ];

  it.each(answers)('%s stands in no error', async (_what, answer) => {
    const coordinator = await fake();
    for (const url of [indexPath, '/info', '/reports/backfill/jobs', filePath(path)]) {
      coordinator.answer(url, (_request, response) => void answer(response));
    }
    const client = clientOf(coordinator, { apiKey: key });
    const errors = await Promise.all(
      [
        () => client.index(),
        () => client.info(),
        () => client.backfillJobs(),
        () => client.downloadDayFile(dayFile, new MemoryTarget()),
      ].map((call) =>
        call().then(
          () => undefined,
          (error: unknown) => error,
        ),
      ),
    );
    expect(errors.some((error) => error !== undefined)).toBe(true);
    // As a log would write it, causes and all.
    const written = inspect(errors, { depth: 10, showHidden: true }).toLowerCase();
    expect(written).not.toContain(key.toLowerCase());
    expect(written).not.toContain(key.slice(0, 8).toLowerCase());
  });

  it('is taken out of what is shown', async () => {
    const coordinator = await fake();
    coordinator.answer('/info', (_request, response) => {
      response.end(`{"crunch_id":"${escaped}","crunch_address":"${key}","network":"the ${key}"}`);
    });
    expect(await clientOf(coordinator, { apiKey: key }).info()).toEqual({
      crunchId: '[API key]',
      crunchAddress: '[API key]',
      network: 'the [API key]',
    });
  });
});

describe('D18 an index that has not changed', () => {
  it('is not sent again, and one that has is', async () => {
    const coordinator = await fake();
    let version = 1;
    const sent: number[] = [];
    coordinator.answer(indexPath, (request, response) => {
      const tag = `"${version}"`;
      const isKnown = request.headers['if-none-match'] === tag;
      sent.push(isKnown ? 304 : 200);
      const body = gzipSync(JSON.stringify([{ ...entry, records: version }]));
      expect(request.headers['accept-encoding']).toBe('gzip');
      if (isKnown) response.writeHead(304).end();
      else response.writeHead(200, { etag: tag, 'content-encoding': 'gzip' }).end(body);
    });
    const indexMemory = new IndexMemory();
    const records = async (): Promise<number | undefined> =>
      (await clientOf(coordinator, { indexMemory }).index())[0]?.records;
    expect([await records(), await records()]).toEqual([1, 1]);
    version = 2;
    expect([await records(), await records()]).toEqual([2, 2]);
    expect(sent).toEqual([200, 304, 200, 304]);
    await clientOf(coordinator, { indexMemory, apiKey: 'other-key' }).index();
    expect(sent.at(-1)).toBe(200);
  });

  it('is asked for in full by whoever has forgotten it', async () => {
    const memory = new IndexMemory();
    for (let index = 0; index < 20; index++) memory.put(`coordinator ${index}`, '"1"', [dayFile]);
    expect(memory.get('coordinator 19')).toBeDefined();
    expect(memory.get('coordinator 0')).toBeUndefined();
    memory.put(
      'large',
      '"1"',
      Array.from({ length: 300_000 }, () => dayFile),
    );
    expect(memory.get('large')).toBeUndefined();
    const coordinator = await fake();
    coordinator.answer(indexPath, (_request, response) => void response.writeHead(304).end());
    await expect(clientOf(coordinator).index()).rejects.toMatchObject({ code: 'COORDINATOR_LIED' });
  });
});
