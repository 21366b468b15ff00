import { expect, it, onTestFinished } from 'vitest';
import { SeededRandom } from '../../../../src-core/numeric/seeded-random.ts';
import { LossyProxy } from '../../coordinator/testing/lossy-proxy.ts';
import { days, feed, PullBench } from '../../../../tests/support/pull-bench.ts';

it('D15 D16 a pull over a slow line that breaks at random brings every file, byte for byte', async (context) => {
  const bench = await PullBench.open();
  for (const day of days) await bench.offer(day, 1440);
  bench.coordinator.serveParts(bench.served, bench.entries);
  const random = new SeededRandom(7);
  const proxy = await LossyProxy.start({
    port: Number(new URL(bench.coordinator.url).port),
    bytesPerSecond: 2_000_000,
    // Longer than the index, which comes in one piece, and the headers.
    lifetime: () => 1500 + Math.floor(random.uniform() * 6000),
  }).catch(() => undefined);
  if (proxy === undefined) {
    context.skip('no second loopback address here');
    return;
  }
  onTestFinished(() => proxy.close());
  const retry = {
    tries: 12,
    firstDelay: 1,
    longestDelay: 1,
    sleep: () => Promise.resolve(),
    random: () => random.uniform(),
  };
  await bench.pull({ concurrency: 2 }, { client: bench.client({ baseUrl: proxy.url, retry }) });
  expect(proxy.broken).toBeGreaterThan(3);
  expect(await bench.cache.cachedDays(feed)).toEqual(days);
  expect(await Promise.all(days.map((day) => bench.isAsServed(day)))).toEqual([true, true, true]);
  await bench.expectOnlyVerified();
  expect(await bench.halfDownloads()).toEqual([]);
});
