import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { SeededRandom } from '../../../src-core/numeric/seeded-random.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { readLedger } from './ledger.ts';
import { startPull, type PullStep } from './testing/pull-to-the-end.ts';
import { days, feed, pathOf, PullBench } from './testing/pull-bench.ts';

const kills = 10;

it('D14 D15 a pull that is killed at random steps completes, and no file is begun twice', async () => {
  const bench = await PullBench.open();
  for (const day of days) await bench.offer(day, 1440);
  // In small pieces, so that there are many steps to be killed at.
  bench.coordinator.serveParts(bench.served, bench.entries, {
    send: (response, content) => {
      const next = (at: number): void => {
        if (at >= content.length) response.end();
        else response.write(content.subarray(at, at + 1000), () => setImmediate(next, at + 1000));
      };
      next(0);
    },
  });
  const total = bench.entries.reduce((sum, entry) => sum + entry.size_bytes, 0);
  const random = new SeededRandom(11);
  const order = {
    baseUrl: bench.coordinator.url,
    root: bench.cache.root,
    feed: feedPath(feed),
    firstDay: '2022-01-01',
    lastDay: '2022-01-31',
  };
  let killed = 0;
  for (let round = 0; round < kills; round++) {
    const child = startPull(order);
    onTestFinished(() => void child.kill('SIGKILL'));
    const killAt = Math.floor(total * Math.min(1, (round + random.uniform()) / kills));
    child.on('message', (step) => {
      if ((step as PullStep).bytesDone >= killAt && (step as PullStep).bytesDone > 0) child.kill('SIGKILL');
    });
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    killed += signal === 'SIGKILL' ? 1 : 0;
    await bench.expectOnlyVerified();
  }
  expect(killed).toBeGreaterThan(kills / 2);
  await bench.pull();
  expect(await Promise.all(days.map((day) => bench.isAsServed(day)))).toEqual([true, true, true]);
  // Elsewhere nobody tells whether the machine was started anew, after which less could be trusted.
  if (process.platform === 'linux') expect(bench.coordinator.wholeFiles.sort()).toEqual(days.map(pathOf));
  const ledger = await readLedger(bench.cache.folderOf(feed));
  expect(days.map((day) => ledger.get(day)?.rows)).toEqual([1440, 1440, 1440]);
  expect(await bench.halfDownloads()).toEqual([]);
  expect(await bench.quarantined()).toEqual([]);
}, 60_000);
