import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  cp,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { endedJob, postBackfill } from '../../testing/coordinator-client.ts';
import { openCoordinator, syntheticFeed, type OpenCoordinator } from '../../testing/open-coordinator.ts';
import {
  openSocket,
  plainRequest,
  rawExchange,
  readAnswer,
  type RawAnswer,
} from '../../testing/raw-exchange.ts';

const feedFolder = 'data/backfill/synthetic/BTC/candle/1m';
const urlPath = '/data/backfill/synthetic/BTC/candle/1m/2026-01-01.parquet';

interface Served extends OpenCoordinator {
  readonly file: string;
  readonly bytes: Buffer;
  readonly tag: string;
  ask(headers?: Record<string, string>, method?: string, path?: string): Promise<RawAnswer>;
}

/** A coordinator with one day file. */
async function serveOneDay(options: Parameters<typeof openCoordinator>[0] = {}): Promise<Served> {
  const coordinator = await openCoordinator(options);
  const { body } = await postBackfill(coordinator.url, {
    ...syntheticFeed,
    start: '2026-01-01',
    end: '2026-01-02',
  });
  await endedJob(coordinator.url, String(body['id']));
  const file = join(coordinator.folder, feedFolder, '2026-01-01.parquet');
  const bytes = await readFile(file);
  return {
    ...coordinator,
    file,
    bytes,
    tag: `"${createHash('sha256').update(bytes).digest('hex')}"`,
    ask: async (headers = {}, method = 'GET', path = urlPath) => {
      const answer = await rawExchange(coordinator.port, plainRequest(method, path, headers));
      expect(answer, path).toBeDefined();
      return answer as RawAnswer;
    },
  };
}

/** Descriptors that this process has open below a folder. */
async function openFilesBelow(folder: string): Promise<string[]> {
  const links = await Promise.all(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  );
  return links.filter((target) => target.startsWith(folder) && target.includes('.parquet'));
}

describe('day files', () => {
  it('D9 sends them in full, with a tag of their bytes', async () => {
    const { ask, bytes, tag, file } = await serveOneDay();
    const answer = await ask();
    expect(answer).toMatchObject({
      status: 200,
      headers: {
        etag: tag,
        'content-length': String(bytes.length),
        'accept-ranges': 'bytes',
        'content-type': 'application/octet-stream',
        'last-modified': (await stat(file)).mtime.toUTCString(),
      },
    });
    expect(answer.body.equals(bytes)).toBe(true);
    const head = await ask({}, 'HEAD');
    const { date: _date, ...ofHead } = head.headers;
    expect(answer.headers).toMatchObject(ofHead);
    expect([head.status, head.body.length]).toEqual([200, 0]);
  });

  it('D9 sends single parts, and everything for other ranges', async () => {
    const { ask, bytes } = await serveOneDay();
    const size = bytes.length;
    const cases: [string, number, number][] = [
      ['bytes=0-3', 0, 4],
      ['bytes=-4', size - 4, size],
      [`bytes=${size - 1}-`, size - 1, size],
      ['bytes=100-', 100, size],
      [`bytes=0-${10 * size}`, 0, size],
    ];
    for (const [range, from, to] of cases) {
      const answer = await ask({ range });
      expect(answer).toMatchObject({
        status: 206,
        headers: { 'content-range': `bytes ${from}-${to - 1}/${size}`, 'content-length': String(to - from) },
      });
      expect(answer.body.equals(bytes.subarray(from, to))).toBe(true);
    }
    for (const range of ['bytes=0-1,4-5', 'bytes=4-1', 'nonsense']) {
      const answer = await ask({ range });
      expect(answer.status).toBe(200);
      expect(answer.body.equals(bytes)).toBe(true);
    }
    for (const range of [`bytes=${size}-`, 'bytes=-0']) {
      const answer = await ask({ range });
      expect(answer).toMatchObject({ status: 416, headers: { 'content-range': `bytes */${size}` } });
      expect(JSON.parse(answer.body.toString())).toHaveProperty('detail');
    }
    expect(await ask({ range: 'bytes=0-3' }, 'HEAD')).toMatchObject({ status: 200 });
  });

  it('D9 sends a part only for the tag of the very same bytes', async () => {
    const { ask, tag, file } = await serveOneDay();
    const modified = (await stat(file)).mtime.toUTCString();
    const statusFor = async (ifRange: string): Promise<number> =>
      (await ask({ range: 'bytes=0-3', 'if-range': ifRange })).status;
    expect(await statusFor(tag)).toBe(206);
    expect(await statusFor(`W/${tag}`)).toBe(200);
    expect(await statusFor('"other"')).toBe(200);
    // A day file may be written several times in a second: no date stands for its bytes.
    expect(await statusFor(modified)).toBe(200);
    expect(await statusFor('nonsense')).toBe(200);
    // What is beyond the end for other bytes may be inside of these.
    expect((await ask({ range: 'bytes=9999999-', 'if-range': '"other"' })).status).toBe(200);
  });

  it('D9 sends nothing to who has it', async () => {
    const { ask, tag, file } = await serveOneDay();
    const { mtime } = await stat(file);
    const statusFor = async (headers: Record<string, string>): Promise<number> => (await ask(headers)).status;
    expect(await statusFor({ 'if-none-match': tag })).toBe(304);
    expect(await statusFor({ 'if-none-match': `"a", W/${tag}` })).toBe(304);
    expect(await statusFor({ 'if-none-match': '*' })).toBe(304);
    expect(await statusFor({ 'if-none-match': '"other"' })).toBe(200);
    expect(await statusFor({ 'if-none-match': tag, range: 'bytes=0-3' })).toBe(304);
    expect(await statusFor({ 'if-modified-since': mtime.toUTCString() })).toBe(304);
    expect(await statusFor({ 'if-modified-since': new Date(mtime.getTime() - 1000).toUTCString() })).toBe(
      200,
    );
    expect(await statusFor({ 'if-modified-since': 'yesterday' })).toBe(200);
    // The tag says more than the time.
    expect(await statusFor({ 'if-none-match': '"other"', 'if-modified-since': mtime.toUTCString() })).toBe(
      200,
    );
    const answer = await ask({ 'if-none-match': tag });
    expect(answer.body).toHaveLength(0);
    expect(answer.headers['etag']).toBe(tag);
  });

  it('D9 has another tag for bytes that the catalogue does not know yet', async () => {
    const { ask, file, tag, bytes } = await serveOneDay();
    const other = Buffer.concat([bytes, Buffer.from('more')]);
    await writeFile(`${file}.new`, other);
    await rename(`${file}.new`, file);
    const answer = await ask();
    expect(answer.body.equals(other)).toBe(true);
    expect(answer.headers['etag']).not.toBe(tag);
    // As many bytes, written later.
    await writeFile(file, bytes.toReversed());
    const sameSize = await ask();
    expect(sameSize.headers['etag']).not.toBe(tag);
    await utimes(file, new Date(), new Date(Date.now() + 5_000));
    expect((await ask()).headers['etag']).not.toBe(sameSize.headers['etag']);
  });

  it('D7 D9 sends the old file whole when it is replaced in the middle of a download', async () => {
    const { port, file, bytes } = await serveOneDay();
    // More than the buffers of a connection take, and no two pieces of it alike.
    const large = randomBytes(64 * 1024 * 1024);
    await writeFile(file, large);
    const socket = await openSocket(port);
    const received = readAnswer(socket);
    socket.write(plainRequest('GET', urlPath));
    await once(socket, 'data');
    socket.pause();
    await writeFile(`${file}.new`, bytes);
    await rename(`${file}.new`, file);
    socket.resume();
    expect((await received)?.body.equals(large)).toBe(true);
  });

  it.skipIf(process.platform !== 'linux')('D9 keeps no file open for clients that broke off', async () => {
    const { port, file, folder, ask, tag } = await serveOneDay();
    await writeFile(file, Buffer.alloc(64 * 1024 * 1024, 7));
    for (let round = 0; round < 20; round += 1) {
      const socket = await openSocket(port);
      // The second answer waits for the first.
      const request = plainRequest('GET', urlPath, { range: 'bytes=5-', connection: 'keep-alive' });
      socket.write(request.repeat(2));
      // Some at once, some in the middle.
      if (round % 2 === 0) await once(socket, 'data');
      socket.destroy();
    }
    await ask({}, 'HEAD');
    await ask({ 'if-none-match': '*' });
    await ask({ range: 'bytes=999999999-' });
    await ask({ 'if-none-match': tag, range: 'bytes=0-1' });
    await vi.waitFor(async () => expect(await openFilesBelow(folder)).toEqual([]), { timeout: 15_000 });
  });
});

describe('what is outside', () => {
  it('D10 is never sent, however the path is written', async () => {
    const { folder, file, ask, bytes } = await serveOneDay();
    // A file that a traversal of each depth would reach.
    for (const outside of [
      'data',
      '.',
      'data/backfill',
      'data/backfill/synthetic',
      'data/backfill/synthetic/BTC',
    ]) {
      await cp(file, join(folder, outside, '2026-01-01.parquet'));
    }
    await writeFile(join(folder, feedFolder, 'secret.txt'), 'secret');
    await mkdir(join(folder, feedFolder, '2026-01-09.parquet'));
    const ups = [
      '..',
      '.',
      '%2e%2e',
      '%2E.',
      '.%2e',
      '%2e',
      '..%2f',
      '%2e%2e%2f',
      '..%5c',
      '..\\',
      '%252e%252e',
      '..%252f',
      '%25252e%25252e',
      '..%00',
      '%00',
      '..%20',
      '%c0%ae%c0%ae',
      '%e0%80%ae',
      '%u002e%u002e',
      '..;',
      '..%3b',
      '. .',
      '%ff',
      '…',
      '．．',
      '~',
      'CON',
      'a/..',
    ];
    const paths = [
      ...ups.flatMap((up) => [
        `/data/backfill/${up}/${up}/${up}/${up}/2026-01-01.parquet`,
        `/data/backfill/synthetic/${up}/${up}/${up}/2026-01-01.parquet`,
        `/data/backfill/synthetic/BTC/${up}/1m/2026-01-01.parquet`,
        `/data/backfill/synthetic/BTC/candle/1m/${up}2026-01-01.parquet`,
        `/data/backfill/synthetic/BTC/candle/1m/${up}/2026-01-01.parquet`,
        `/data/backfill/synthetic/BTC/candle/${up}/2026-01-01.parquet`,
        `/data/backfill/${up}/2026-01-01.parquet`,
        `/data/backfill/synthetic/BTC/candle/1m/${up}%2F${up}%2F${up}%2F${up}%2F2026-01-01.parquet`,
        `/data/backfill/synthetic%2FBTC%2Fcandle%2F1m%2F${up}%2F2026-01-01.parquet`,
        `/page/${up}/${up}/coordinator.ts`,
        `/page/${up}%2f${up}%2fcoordinator.ts`,
      ]),
      `/data/backfill/%2f${folder.slice(1)}/data/x/y/2026-01-01.parquet`,
      `/data/backfill/${encodeURIComponent(folder)}/data/backfill/synthetic/2026-01-01.parquet`,
      `/data/backfill/${encodeURIComponent(file)}`,
      '/data/backfill//etc/passwd/x/2026-01-01.parquet',
      '/data/backfill/C:%5c/BTC/candle/1m/2026-01-01.parquet',
      '/data/backfill/%5c%5chost%5cshare/BTC/candle/1m/2026-01-01.parquet',
      '/data/backfill/synthetic/BTC/candle/1m/secret.txt',
      '/data/backfill/synthetic/BTC/candle/1m/2026-01-01.parquet%00.txt',
      '/data/backfill/synthetic/BTC/candle/1m/2026-01-01.parquet%00',
      '/data/backfill/synthetic/BTC/candle/1m/2026-01-01.parquet/',
      '/data/backfill/synthetic/BTC/candle/1m/2026-01-01.parquet::$DATA',
      '/data/backfill/synthetic/BTC/candle/1m/2026-01-09.parquet',
      '/data/backfill/synthetic/BTC/candle/1m/2026-13-01.parquet',
      '/data/backfill/synthetic/BTC/candle/1m/',
      '/data/backfill/synthetic/BTC/candle/',
      `/data/backfill/${'a'.repeat(5_000)}/b/candle/1m/2026-01-01.parquet`,
      `/data/backfill/${'../'.repeat(1_500)}etc/passwd`,
    ];
    for (const path of paths) {
      const { status, body } = await ask({}, 'GET', path);
      // What is no HTTP at all is refused before it is a path.
      expect([path, /[^\x21-\x7e]/.test(path) ? [400, 404] : [404]]).toEqual([
        path,
        expect.arrayContaining([status]),
      ]);
      expect(JSON.parse(body.toString())).toHaveProperty('detail');
    }
    expect((await ask()).body.equals(bytes)).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('D10 is not sent through links in the folder either', async () => {
    const { folder, file, ask, url } = await serveOneDay();
    const outside = join(folder, 'outside');
    await mkdir(outside);
    await cp(file, join(outside, '2026-01-01.parquet'));
    await symlink(join(outside, '2026-01-01.parquet'), join(folder, feedFolder, '2026-02-01.parquet'));
    await symlink('2026-01-01.parquet', join(folder, feedFolder, '2026-02-02.parquet'));
    await mkdir(join(folder, 'data/backfill/synthetic/ETH/candle'), { recursive: true });
    await symlink(outside, join(folder, 'data/backfill/synthetic/ETH/candle/1m'));
    await mkdir(join(folder, 'data/backfill/linked'));
    await symlink(join(folder, 'data/backfill/synthetic/BTC'), join(folder, 'data/backfill/linked/BTC'));
    for (const path of [
      urlPath.replace('01-01', '02-01'),
      urlPath.replace('01-01', '02-02'),
      urlPath.replace('BTC', 'ETH'),
      urlPath.replace('synthetic', 'linked'),
    ]) {
      expect([path, (await ask({}, 'GET', path)).status]).toEqual([path, 404]);
    }
    expect(((await (await fetch(`${url}/data/backfill/index`)).json()) as unknown[]).length).toBe(1);
  });

  it.skipIf(process.platform === 'win32')(
    'D10 serves a folder that itself is reached through a link',
    async () => {
      const { folder, bytes, close } = await serveOneDay();
      await close();
      const elsewhere = `${folder}-linked`;
      await symlink(folder, elsewhere);
      onTestFinished(() => rm(elsewhere));
      const again = await openCoordinator({ folder: elsewhere });
      const answer = await rawExchange(again.port, plainRequest('GET', urlPath));
      expect(answer?.body.equals(bytes)).toBe(true);
    },
  );

  it.skipIf(process.platform === 'win32')('D10 waits for no pipe that stands in for a file', async () => {
    const { folder, ask } = await serveOneDay();
    execFileSync('mkfifo', [join(folder, feedFolder, '2026-03-01.parquet')]);
    expect((await ask({}, 'GET', urlPath.replace('01-01', '03-01'))).status).toBe(404);
  });
});
