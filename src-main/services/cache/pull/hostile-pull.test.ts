import type { IncomingMessage, ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../../src-core/numeric/seeded-random.ts';
import { mutateBytes } from '../../../../tests/support/mutate-bytes.ts';
import { filePath } from '../../coordinator/testing/fake-coordinator.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import { days, feed, pathOf, PullBench } from '../../../../tests/support/pull-bench.ts';

const badDay = '2022-01-04';
const goodDays = days.filter((day) => day !== badDay);

type Answer = (request: IncomingMessage, response: ServerResponse, content: Buffer) => void;

async function pullFrom(answer: Answer, hasHash: boolean): Promise<PullBench> {
  const bench = await PullBench.open();
  const served = join(bench.served, pathOf(badDay));
  if (hasHash) await bench.offerFile(badDay, served, { records: 10, sha256: await sha256OfFile(served) });
  bench.coordinator.answer(filePath(pathOf(badDay)), async (request, response) => {
    answer(request, response, await readFile(served));
  });
  const pulled = bench.pull({ fileTimeout: 1500 }).then(
    () => 'pulled',
    (error: { code: string }) => error.code,
  );
  expect(['COORDINATOR_LIED', 'COORDINATOR_REFUSED', 'COORDINATOR_UNREACHABLE', 'DATA_CORRUPT']).toContain(
    await pulled,
  );
  // What matters: nothing came in that is not what the index says.
  await bench.expectOnlyVerified();
  expect(await bench.cache.cachedDays(feed)).not.toContain(badDay);
  return bench;
}

describe('D14 D23 a file that a hostile coordinator sends is not taken', () => {
  const flood = (response: ServerResponse): void => {
    const goOn = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      if (!response.destroyed) response.once('drain', goOn);
    };
    goOn();
  };
  it.each<[string, Answer]>([
    ['empty', (_request, response) => response.end()],
    ['without content', (_request, response) => response.writeHead(204).end()],
    ['of zeros', (_request, response, content) => response.end(Buffer.alloc(content.length))],
    ['torn', (_request, response, content) => response.end(content.subarray(0, -7))],
    ['turned round', (_request, response, content) => response.end(content.toReversed())],
    ['without end', (_request, response) => flood(response)],
    [
      'dripping',
      (_request, response, content) => {
        let at = 0;
        const timer = setInterval(() => response.write(content.subarray(at, ++at)), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
    [
      'packed a thousandfold',
      (_request, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000))),
    ],
    [
      'from elsewhere',
      (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/x' }).end(),
    ],
    ['not there', (_request, response) => response.writeHead(404).end('{"detail":"File not found"}')],
    ['never there', (request, response) => response.writeHead(307, { location: request.url ?? '' }).end()],
  ])('that is %s', async (_what, answer) => {
    const bench = await pullFrom(answer, false);
    expect(await bench.cache.cachedDays(feed)).toEqual(goodDays);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('that is damaged at random, where a hash is known: %i', async (seed) => {
    const random = new SeededRandom(seed + 1);
    await pullFrom((_request, response, content) => response.end(mutateBytes(content, random)), true);
  });
});

describe('D16 D23 a storm of errors', () => {
  it('is waited out, and what comes after it is taken', async () => {
    const bench = await PullBench.open();
    const random = new SeededRandom(3);
    let storms = 0;
    for (const day of days) {
      bench.coordinator.answer(filePath(pathOf(day)), async (_request, response) => {
        if (random.uniform() < 0.6) {
          storms++;
          response.writeHead([500, 502, 503, 429][Math.floor(random.uniform() * 4)] ?? 500).end();
        } else response.end(await readFile(join(bench.served, pathOf(day))));
      });
    }
    const retry = {
      tries: 3,
      firstDelay: 1,
      longestDelay: 1,
      sleep: () => Promise.resolve(),
      random: () => 0,
    };
    await bench.pull({}, { client: bench.client({ retry: { ...retry, downloadTries: 30 } }) });
    expect(storms).toBeGreaterThan(0);
    expect(await bench.cache.cachedDays(feed)).toEqual(days);
    await bench.expectOnlyVerified();
  });
});

describe('D16 the time for all', () => {
  it('ends a pull that takes longer, says so, and what came stays', async () => {
    const bench = await PullBench.open();
    bench.coordinator.answer(filePath(pathOf('2022-01-05')), () => undefined);
    await expect(bench.pull({ concurrency: 1, timeout: 1500 })).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('pull again to go on'),
    });
    expect(await bench.cache.cachedDays(feed)).toEqual(['2022-01-03', '2022-01-04']);
  });
});
