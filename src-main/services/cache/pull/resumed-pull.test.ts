import type { ServerResponse } from 'node:http';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filePath } from '../../coordinator/testing/fake-coordinator.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import { readLedger } from '../ledger.ts';
import { PartialFile } from './partial-file.ts';
import type { PullProgress } from './pull-progress.ts';
import { days, feed, pathOf, PullBench } from '../../../../tests/support/pull-bench.ts';
import type { OpenFile } from './unfinished-download.ts';
import { unfinishedName } from '../../../../src-core/data/unfinished-file.ts';
import { newUnfinishedToken } from '../../files/unfinished-token.ts';

const day = '2022-01-04';

/**
 * Connections that break when what was sent has come: a byte on its way is lost with its connection, and no test can
 * tell when.
 */
class Breaker {
  readonly #waiting = new Set<ServerResponse>();
  #sent = 0;

  /** Sends the first bytes of what was asked for. */
  send(response: ServerResponse, content: Buffer, bytes: number): void {
    this.#sent += Math.min(bytes, content.length);
    response.write(content.subarray(0, bytes));
    this.#waiting.add(response);
  }

  /** Sends all of it. */
  sendAll(response: ServerResponse, content: Buffer): void {
    this.#sent += content.length;
    response.end(content);
  }

  /** Breaks what is open as soon as all that was sent has come. */
  readonly onProgress = ({ bytesDone }: PullProgress): void => {
    if (bytesDone < this.#sent) return;
    for (const response of this.#waiting) response.destroy();
    this.#waiting.clear();
  };
}

/** A cache in which one pull has left the first bytes of a day, and a coordinator that could send the rest. */
async function withHalf(bytes = 400): Promise<PullBench> {
  const bench = await PullBench.open();
  const breaker = new Breaker();
  let isFirst = true;
  bench.coordinator.serveParts(bench.served, bench.entries, {
    send: (response, content, path) => {
      if (path !== pathOf(day)) breaker.sendAll(response, content);
      else if (isFirst) breaker.send(response, content, bytes);
      else response.destroy();
      isFirst &&= path !== pathOf(day);
    },
  });
  const { onProgress } = breaker;
  await expect(bench.pull({ concurrency: 1, onProgress })).rejects.toMatchObject({
    code: 'COORDINATOR_UNREACHABLE',
  });
  expect(await bench.halfDownloads()).toHaveLength(1);
  bench.coordinator.serveParts(bench.served, bench.entries);
  bench.coordinator.requests.length = 0;
  bench.coordinator.headers.length = 0;
  bench.coordinator.wholeFiles.length = 0;
  return bench;
}

describe('a pull after one that broke off', () => {
  it('D15 asks for the rest only, with the tag of what is here, and ends with the very file', async () => {
    const bench = await withHalf();
    const seen: PullProgress[] = [];
    await bench.pull({ onProgress: (progress) => seen.push(progress) });
    expect(bench.coordinator.wholeFiles).toEqual([pathOf('2022-01-05')]);
    const tag = `"${await sha256OfFile(join(bench.served, pathOf(day)))}"`;
    expect(bench.coordinator.headers).toContainEqual(
      expect.objectContaining({ range: 'bytes=400-', 'if-range': tag }),
    );
    expect(Math.max(...seen.map(({ bytesResumed }) => bytesResumed))).toBe(400);
    expect(await Promise.all(days.map((each) => bench.isAsServed(each)))).toEqual([true, true, true]);
    expect(await bench.halfDownloads()).toEqual([]);
  });

  it('D15 begins anew when the coordinator has another version by now, and never mixes them', async () => {
    const bench = await withHalf();
    await bench.offer(day, 30);
    bench.coordinator.serveParts(bench.served, bench.entries);
    await bench.pull();
    expect(bench.coordinator.wholeFiles).toContain(pathOf(day));
    expect(await bench.isAsServed(day)).toBe(true);
    expect(await bench.halfDownloads()).toEqual([]);
  });

  it.each<[string, (response: ServerResponse, content: Buffer, tag: string) => void]>([
    ['ignores the range', (response, content, tag) => response.writeHead(200, { etag: tag }).end(content)],
    [
      'says that the range cannot be',
      (response) => response.writeHead(416, { 'content-range': 'bytes */9' }).end(),
    ],
    [
      'sends another part than was asked for',
      (response, content, tag) =>
        response
          .writeHead(206, { etag: tag, 'content-range': `bytes 0-${content.length - 1}/${content.length}` })
          .end(content),
    ],
    [
      'sends a part of another version',
      (response, content) =>
        response
          .writeHead(206, {
            etag: '"other"',
            'content-range': `bytes 400-${content.length - 1}/${content.length}`,
          })
          .end(Buffer.alloc(content.length - 400)),
    ],
    [
      'sends rubbish as the part',
      (response, content, tag) =>
        response
          .writeHead(206, { etag: tag, 'content-range': `bytes 400-${content.length - 1}/${content.length}` })
          .end(Buffer.alloc(content.length - 400)),
    ],
    [
      'sends less than the part',
      (response, content, tag) => {
        response.writeHead(206, {
          etag: tag,
          'content-range': `bytes 400-${content.length - 1}/${content.length}`,
        });
        response.write(content.subarray(400, 500));
        response.end();
      },
    ],
    [
      'sends more than the part',
      (response, content, tag) => {
        response.writeHead(206, {
          etag: tag,
          'content-range': `bytes 400-${content.length - 1}/${content.length}`,
        });
        response.write(Buffer.concat([content.subarray(400), Buffer.alloc(9)]));
        response.end();
      },
    ],
  ])('D15 fetches the file whole once more when the coordinator %s', async (_what, answer) => {
    const bench = await withHalf();
    const path = join(bench.served, pathOf(day));
    const tag = `"${await sha256OfFile(path)}"`;
    let rests = 0;
    bench.coordinator.answer(filePath(pathOf(day)), async (request, response) => {
      const content = await readFile(path);
      if (request.headers.range === undefined) response.writeHead(200, { etag: tag }).end(content);
      else {
        rests++;
        answer(response, content, tag);
      }
    });
    await bench.pull();
    expect(rests).toBe(1);
    expect(await bench.isAsServed(day)).toBe(true);
    await bench.expectOnlyVerified();
    expect(await bench.halfDownloads()).toEqual([]);
  });

  it('D15 blames the coordinator for a bad file only when it came whole', async () => {
    const bench = await withHalf();
    const asked: unknown[] = [];
    bench.coordinator.answer(filePath(pathOf(day)), async ({ headers }, response) => {
      const { length } = await readFile(join(bench.served, pathOf(day)));
      const tag = `"${await sha256OfFile(join(bench.served, pathOf(day)))}"`;
      asked.push(headers.range);
      const isPart = headers.range !== undefined;
      response
        .writeHead(isPart ? 206 : 200, { etag: tag, 'content-range': `bytes 400-${length - 1}/${length}` })
        .end(Buffer.alloc(isPart ? length - 400 : length));
    });
    await expect(bench.pull()).rejects.toMatchObject({ code: 'DATA_CORRUPT' });
    expect(asked).toEqual(['bytes=400-', undefined]);
    await bench.expectOnlyVerified();
    expect(await bench.cache.cachedDays(feed)).not.toContain(day);
    expect(await bench.halfDownloads()).toEqual([]);
  });

  it.each([undefined, 'W/"weak"', '"with "quotes""'])(
    'D15 keeps nothing without a strong tag: %s',
    async (tag) => {
      const bench = await PullBench.open();
      const breaker = new Breaker();
      const asked: unknown[] = [];
      bench.coordinator.answer(filePath(pathOf(day)), async ({ headers }, response) => {
        asked.push(headers.range);
        if (asked.length > 1) return void response.destroy();
        const content = await readFile(join(bench.served, pathOf(day)));
        response.writeHead(200, {
          'content-length': content.length,
          ...(tag === undefined ? {} : { etag: tag }),
        });
        breaker.send(response, content, 400);
      });
      const pull = bench.pull({ firstDay: day, lastDay: day, onProgress: breaker.onProgress });
      await expect(pull).rejects.toMatchObject({ code: 'COORDINATOR_UNREACHABLE' });
      expect(await bench.halfDownloads()).toEqual([]);
      expect(asked).toEqual([undefined, undefined, undefined]);
    },
  );

  it('D15 leaves alone what another process writes, and clears away what is of no use', async () => {
    const bench = await withHalf();
    const [half = ''] = await bench.halfDownloads();
    const folder = bench.cache.folderOf(feed);
    const living = half.replace('.kept.', `.${newUnfinishedToken()}.`);
    await writeFile(join(folder, living), 'being written');
    const old = half.replace('2022-01-04', '2021-12-31');
    await writeFile(join(folder, old), 'given up');
    await utimes(join(folder, old), 1, 1);
    const ledgerOf = (token: string): string => unfinishedName('.ledger.json', token);
    const [livingLedger, deadLedger] = [ledgerOf(newUnfinishedToken()), ledgerOf('999999999@gone.0123abcd')];
    for (const name of [livingLedger, deadLedger]) await writeFile(join(folder, name), '{');
    await bench.pull();
    expect((await bench.halfDownloads()).sort()).toEqual([livingLedger, living].sort());
    expect(await readFile(join(folder, living), 'utf8')).toBe('being written');
  });

  it('D15 goes on after the user cancelled', async () => {
    const bench = await PullBench.open();
    const cancel = new AbortController();
    bench.coordinator.serveParts(bench.served, bench.entries, {
      send: (response, content, path) => {
        if (path !== pathOf(day)) response.end(content);
        else response.write(content.subarray(0, 700));
      },
    });
    const cancelled = bench.pull({
      concurrency: 1,
      signal: cancel.signal,
      onProgress: ({ filesDone, bytesDone }) => {
        if (filesDone === 1 && bytesDone === (bench.entries[0]?.size_bytes ?? 0) + 700) cancel.abort();
      },
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' });
    bench.coordinator.wholeFiles.length = 0;
    bench.coordinator.serveParts(bench.served, bench.entries);
    await bench.pull();
    expect(bench.coordinator.wholeFiles).toEqual([pathOf('2022-01-05')]);
    expect(await bench.isAsServed(day)).toBe(true);
  });
});

describe('a connection that breaks within a pull', () => {
  it('D15 D16 is taken up again where it broke, as long as each try brings more', async () => {
    const bench = await PullBench.open();
    const breaker = new Breaker();
    bench.coordinator.serveParts(bench.served, bench.entries, {
      send: (response, content) => {
        if (content.length <= 300) breaker.sendAll(response, content);
        else breaker.send(response, content, 300);
      },
    });
    const progress: PullProgress[] = [];
    await bench.pull({
      onProgress: (each) => {
        progress.push(each);
        breaker.onProgress(each);
      },
    });
    expect(bench.coordinator.wholeFiles.sort()).toEqual(days.map(pathOf));
    expect(await Promise.all(days.map((each) => bench.isAsServed(each)))).toEqual([true, true, true]);
    const total = bench.entries.reduce((sum, entry) => sum + entry.size_bytes, 0);
    expect(progress.at(-1)).toMatchObject({ bytesDone: total, bytesTotal: total, bytesResumed: 0 });
  });

  it('D15 never joins two versions, though the file changes while it comes', async () => {
    const bench = await PullBench.open();
    const breaker = new Breaker();
    const conditions: unknown[] = [];
    bench.coordinator.answer(filePath(pathOf(day)), async (request, response) => {
      const content = await readFile(join(bench.served, pathOf(day)));
      conditions.push(request.headers['if-range']);
      const tag = conditions.length === 1 ? '"one"' : '"two"';
      response.writeHead(200, { etag: tag, 'content-length': content.length });
      if (conditions.length > 1) response.end(content);
      else breaker.send(response, Buffer.alloc(content.length), 300);
    });
    await bench.pull({ firstDay: day, lastDay: day, onProgress: breaker.onProgress });
    expect(conditions).toEqual([undefined, '"one"']);
    expect(await bench.isAsServed(day)).toBe(true);
  });
});

describe('the disk', () => {
  it('D21 may become full midway: the pull ends with the room it needs, and goes on when there is some', async () => {
    const bench = await PullBench.open();
    bench.coordinator.serveParts(bench.served, bench.entries, {
      send: (response, content) => {
        response.write(content.subarray(0, 500), () => response.end(content.subarray(500)));
      },
    });
    const total = bench.entries.reduce((sum, entry) => sum + entry.size_bytes, 0);
    let room = (bench.entries[0]?.size_bytes ?? 0) + 600;
    const small: OpenFile = (path, flags) => {
      const file = PartialFile.open(path, flags);
      const write: typeof file.write = (piece, position) => {
        const fits = Math.min(piece.length, room);
        if (fits === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        room -= fits;
        return file.write(piece.subarray(0, fits), position);
      };
      return {
        write,
        sync: () => file.sync(),
        syncContent: () => file.syncContent(),
        close: () => file.close(),
      };
    };
    const freeBytes = (): Promise<number> => Promise.resolve(1_000_000);
    await expect(bench.pull({ concurrency: 1 }, { openFile: small, freeBytes })).rejects.toMatchObject({
      code: 'DISK_FULL',
      details: {
        needed_bytes: total - (bench.entries[0]?.size_bytes ?? 0) - 600,
        downloaded: [pathOf('2022-01-03')],
      },
    });
    await bench.expectOnlyVerified();
    bench.coordinator.wholeFiles.length = 0;
    await bench.pull();
    expect(bench.coordinator.wholeFiles).toEqual([pathOf('2022-01-05')]);
    expect(await Promise.all(days.map((each) => bench.isAsServed(each)))).toEqual([true, true, true]);
  });
});

describe('a day that was not over when it came', () => {
  it('D18 is fetched again once it is over, though size and rows are the same', async () => {
    const bench = await PullBench.open();
    const duringDay = (): Date => new Date('2022-01-05T23:00:00Z');
    await bench.pull({}, { now: duringDay });
    const ledger = await readLedger(bench.cache.folderOf(feed));
    expect(days.map((each) => ledger.get(each)?.complete)).toEqual([true, true, false]);
    expect((await bench.pull({}, { now: duringDay })).downloaded).toEqual([]);
    const nextDay = (): Date => new Date('2022-01-06T00:00:00Z');
    expect(await bench.pull({}, { now: nextDay })).toMatchObject({
      downloaded: [pathOf('2022-01-05')],
      refreshed: [pathOf('2022-01-05')],
    });
    expect((await bench.pull({}, { now: nextDay })).downloaded).toEqual([]);
  });

  it('D18 is not fetched again when its hash says that it is the same', async () => {
    const bench = await PullBench.open();
    for (const each of days) {
      const sha256 = await sha256OfFile(join(bench.served, pathOf(each)));
      await bench.offerFile(each, join(bench.served, pathOf(each)), { records: 10, sha256, complete: false });
    }
    await bench.pull();
    expect((await bench.pull()).downloaded).toEqual([]);
    await bench.offer('2022-01-05', 12, { complete: true });
    expect((await bench.pull()).refreshed).toEqual([pathOf('2022-01-05')]);
  });
});
