import { join } from 'node:path';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { parseFeedsConfig } from '../../../../src-coordinator/config.ts';
import { startCoordinator } from '../../../../src-coordinator/coordinator.ts';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import { inspectDayFile } from '../../../../src-worker/data/inspect-day-file.ts';
import { SessionPool } from '../../../../src-worker/data/session-pool.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { CoordinatorClient } from '../../coordinator/coordinator-client.ts';
import type { Fetch } from '../../coordinator/http-exchange.ts';
import { CandleCache } from '../candle-cache.ts';
import { pullCandles } from './pull-candles.ts';

const feed: Feed = { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '5m' };
const sessions = new SessionPool();
afterAll(() => sessions.close());

/** A connection through which only what the contract knows comes: no hashes, no tags, no parts, nothing packed. */
const contractOnly: Fetch = async (url, options) => {
  const headers = new Headers(options.headers);
  for (const name of ['range', 'if-range', 'if-none-match', 'accept-encoding']) headers.delete(name);
  const answer = await fetch(url, { ...options, headers });
  if (!answer.ok) return answer;
  if (!answer.url.endsWith('/index')) return new Response(answer.body, { status: answer.status });
  const entries = (await answer.json()) as Record<string, unknown>[];
  return Response.json(
    entries.map(({ path, records, size_bytes, date }) => ({ path, records, size_bytes, date })),
  );
};

it.each([
  ['of the reference coordinator', fetch],
  ['D17 of one that knows only the contract', contractOnly],
])('the backfills %s can be listed, pulled and pulled again for nothing', async (_whose, connection) => {
  const folder = temporaryFolder();
  const coordinator = await startCoordinator({
    port: 0,
    dataDirectory: join(folder, 'coordinator'),
    feeds: parseFeedsConfig(
      { feeds: [{ ...feed, provider: { type: 'synthetic', seed: 7, initial_price: 100 } }] },
      folder,
    ),
    apiKey: 'secret',
    readAuth: true,
  });
  onTestFinished(() => coordinator.close());
  const client = new CoordinatorClient({ baseUrl: coordinator.url, apiKey: 'secret', fetch: connection });
  expect(await client.health()).toEqual({ status: 'ok' });
  const started = await client.startBackfill(feed, '2026-01-01', '2026-01-03');
  let job = started;
  while (job.status === 'pending' || job.status === 'running') job = await client.backfillJob(started.id);
  expect(job).toMatchObject({ status: 'completed', startTs: '2026-01-01T00:00:00.000Z', error: null });
  expect(await client.backfillJobs()).toMatchObject([{ id: started.id }]);
  expect(await client.feeds()).toMatchObject([{ subject: 'BTC', recordCount: 576 }]);

  const cache = new CandleCache(join(folder, 'cache'));
  const pull = () =>
    pullCandles(
      {
        cache,
        quarantine: join(folder, 'quarantine'),
        client,
        inspect: (request) => inspectDayFile(request, sessions),
        now: () => new Date(),
      },
      { feed, firstDay: '2026-01-01', lastDay: '2026-01-02', refresh: false },
    );
  expect((await pull()).downloaded).toHaveLength(2);
  expect(await pull()).toMatchObject({ downloaded: [], bytes: 0 });
  const { files } = await cache.pinSnapshot([feed], '2026-01-01', '2026-01-02');
  expect(files.map(({ rows }) => rows)).toEqual([288, 288]);

  const stranger = new CoordinatorClient({ baseUrl: coordinator.url });
  await expect(stranger.index()).rejects.toMatchObject({ code: 'COORDINATOR_REFUSED' });
  expect(await stranger.feeds()).toHaveLength(1);
});
