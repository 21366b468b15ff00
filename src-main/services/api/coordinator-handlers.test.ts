import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseFeedsConfig } from '../../../src-coordinator/config.ts';
import { startCoordinator, type Coordinator } from '../../../src-coordinator/coordinator.ts';
import type { Activity } from '../../../src-core/api/activity.ts';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { DataBench } from '../../../tests/support/data-bench.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { FakeCoordinator } from '../coordinator/testing/fake-coordinator.ts';
import { FakeClock } from '../jobs/testing/fake-clock.ts';

const feed: Feed = { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '5m' };
const days = { feed, firstDay: '2026-01-01', lastDay: '2026-01-02' };
const coordinatorId = 'default';

async function startReference(): Promise<Coordinator> {
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
    clock: () => new FakeClock().now().getTime(),
  });
  onTestFinished(() => coordinator.close());
  return coordinator;
}

async function fakeBench(): Promise<{ bench: DataBench; coordinator: FakeCoordinator }> {
  const coordinator = await FakeCoordinator.start();
  onTestFinished(() => coordinator.close());
  return { coordinator, bench: new DataBench({ preset: { url: coordinator.url, apiKey: undefined } }) };
}

/** Lets time pass until an activity has ended; what it asks for comes over a real connection. */
async function followed(bench: DataBench, activityId: string): Promise<Activity> {
  while (bench.activity(activityId).state === 'running') await bench.clock.advance(500);
  return bench.activity(activityId);
}

/** A backfill as a coordinator tells it. */
function jobJson(change: object = {}): object {
  return {
    id: 'job-1',
    ...feed,
    start_ts: '2026-01-01T00:00:00',
    end_ts: '2026-01-03T00:00:00',
    cursor_ts: '2026-01-02T00:00:00',
    records_written: 288,
    pages_fetched: 1,
    status: 'running',
    error: null,
    created_at: '2026-11-21T11:59:00',
    updated_at: '2026-11-21T12:00:00',
    ...change,
  };
}

describe('with the reference coordinator', () => {
  it('a backfill is started, followed to its end and listed, and its days are there to pull', async () => {
    const { url } = await startReference();
    const bench = new DataBench({ preset: { url, apiKey: 'secret' } });
    const { owner, viewer } = bench;
    expect(await viewer.call('coordinators.list', {})).toEqual([
      { coordinatorId, name: 'Default', url, hasKey: true },
    ]);
    expect(await owner.call('coordinators.test', { coordinatorId })).toEqual({
      reachable: true,
      milliseconds: 0,
      info: { crunchId: expect.any(String), crunchAddress: expect.any(String), network: expect.any(String) },
      error: null,
    });
    expect(bench.network.network).toBe('reachable');
    expect(await viewer.call('coordinators.feeds', { coordinatorId })).toEqual([
      { feed, recordCount: 0, oldestTs: null, newestTs: null, watermarkTs: null },
    ]);
    expect(await viewer.call('coordinators.days', { coordinatorId, feed })).toEqual([]);

    const { backfill, activityId } = await owner.call('coordinators.backfill', { coordinatorId, ...days });
    expect(backfill).toMatchObject({
      feed,
      startTs: '2026-01-01T00:00:00.000Z',
      endTs: '2026-01-03T00:00:00.000Z',
      fraction: 0,
      isStuck: false,
    });
    expect(await followed(bench, activityId)).toMatchObject({
      kind: 'backfill',
      title: 'Backfill synthetic/BTC/candle/5m',
      state: 'completed',
      fraction: 1,
      message: '576 records in 1 page',
      result: { backfill_id: backfill.id, records_written: 576, pages_fetched: 1, is_truncated: false },
    });
    expect(bench.staleAreas()).toContain('backfills');
    expect(await viewer.call('coordinators.backfills', { coordinatorId })).toMatchObject([
      { id: backfill.id, status: 'completed', fraction: 1, isStuck: false, isTruncated: false },
    ]);
    expect(await viewer.call('coordinators.days', { coordinatorId, feed })).toEqual([
      { day: '2026-01-01', records: 288, sizeBytes: expect.any(Number) },
      { day: '2026-01-02', records: 288, sizeBytes: expect.any(Number) },
    ]);
    expect(await viewer.call('coordinators.index', { coordinatorId })).toEqual([
      {
        feed,
        days: 2,
        firstDay: '2026-01-01',
        lastDay: '2026-01-02',
        records: 576,
        sizeBytes: expect.any(Number),
      },
    ]);
    const latest = await viewer.call('coordinators.latest', { coordinatorId, feed, limit: 2 });
    expect(latest.map(({ ts }) => ts)).toEqual(['2026-01-02T23:55:00.000Z', '2026-01-02T23:50:00.000Z']);
    expect(latest[0]?.values).toMatchObject({ close: expect.any(Number), synthetic: true });

    const pulling = await owner.call('data.pull', { ...days, coordinatorId });
    expect(await bench.ended(pulling.activityId)).toMatchObject({ result: { downloaded: 2 } });
    expect(await viewer.call('data.feeds', {})).toMatchObject([{ feed, days: 2, isSynthetic: true }]);
  });

  it('a wrong key shows in the test and where it is needed; what is public is there without', async () => {
    const { url } = await startReference();
    const { owner } = new DataBench({ preset: { url, apiKey: 'wrong' } });
    expect(await owner.call('coordinators.test', { coordinatorId })).toMatchObject({
      reachable: true,
      info: { network: expect.any(String) },
      error: {
        code: 'COORDINATOR_REFUSED',
        message: expect.stringMatching(/does not accept the API key\. Enter its key in the settings/),
      },
    });
    expect(await owner.call('coordinators.feeds', { coordinatorId })).toHaveLength(1);
    for (const call of [
      owner.call('coordinators.backfills', { coordinatorId }),
      owner.call('coordinators.days', { coordinatorId, feed }),
      owner.call('coordinators.backfill', { coordinatorId, ...days }),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 'COORDINATOR_REFUSED' });
    }
  });

  it('a feed that it does not offer and dates in the wrong order are refused before anything is started', async () => {
    const { url } = await startReference();
    const { owner } = new DataBench({ preset: { url, apiKey: 'secret' } });
    await expect(
      owner.call('coordinators.backfill', { coordinatorId, ...days, feed: { ...feed, subject: 'BTX' } }),
    ).rejects.toMatchObject({
      code: 'UNKNOWN_FEED',
      message: expect.stringContaining('Did you mean synthetic/BTC/candle/5m?'),
    });
    await expect(
      owner.call('coordinators.backfill', { coordinatorId, ...days, lastDay: '2025-12-31' }),
    ).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await owner.call('coordinators.backfills', { coordinatorId })).toEqual([]);
  });
});

describe('starting a backfill', () => {
  const summary = {
    ...feed,
    record_count: 0,
    oldest_ts: null,
    newest_ts: null,
    watermark_ts: null,
    watermark_updated_at: null,
  };

  it.each([
    ['2026-11-21T11:59:00', /runs one backfill at a time.*job-1.*running \(50 %\)\. Wait until/, false],
    ['2026-11-21T11:30:00', /no sign of life since 2026-11-21T11:30:00.000Z.*restarted/, true],
  ])('while one of %s is in the way names it', async (updatedAt, message, isStuck) => {
    const { bench, coordinator } = await fakeBench();
    coordinator.answerJson('/reports/backfill/feeds', [summary]);
    coordinator.answerJson('/reports/backfill', { detail: 'Backfill job job-1 is running' }, 409);
    coordinator.answerJson('/reports/backfill/jobs', [
      jobJson({ id: 'job-0', status: 'completed' }),
      jobJson({ updated_at: updatedAt }),
    ]);
    await expect(bench.owner.call('coordinators.backfill', { coordinatorId, ...days })).rejects.toMatchObject(
      {
        code: 'COORDINATOR_REFUSED',
        message: expect.stringMatching(message),
        details: { status: 409, backfill_id: 'job-1', fraction: 0.5, is_stuck: isStuck },
      },
    );
    expect(bench.activities.list()).toEqual([]);
  });

  it('that is answered with another feed is a lie', async () => {
    const { bench, coordinator } = await fakeBench();
    coordinator.answerJson('/reports/backfill/feeds', [summary]);
    coordinator.answerJson('/reports/backfill', jobJson({ subject: '../../x' }), 201);
    await expect(bench.owner.call('coordinators.backfill', { coordinatorId, ...days })).rejects.toMatchObject(
      { code: 'COORDINATOR_LIED' },
    );
  });

  /** Starts a backfill at a coordinator that tells of it what `answers` say, one after the other. */
  async function startFollowing(answers: { status: number; body: object }[]) {
    const polls = { count: 0 };
    const answerTo = (path: string): { status: number; body: object } => {
      if (path === '/reports/backfill/feeds') return { status: 200, body: [summary] };
      if (path === '/reports/backfill') return { status: 201, body: jobJson({ status: 'pending' }) };
      return answers[Math.min(polls.count++, answers.length - 1)] ?? { status: 500, body: {} };
    };
    // No real connection: time may only pass while nothing is under way.
    const bench = new DataBench({
      fetch: (url) => {
        const { status, body } = answerTo(new URL(url).pathname);
        return Promise.resolve(new Response(JSON.stringify(body), { status }));
      },
    });
    const { activityId } = await bench.owner.call('coordinators.backfill', { coordinatorId, ...days });
    return { bench, activityId, polls };
  }

  it('is followed through a restart of the coordinator', async () => {
    const { bench, activityId } = await startFollowing([
      { status: 200, body: jobJson() },
      { status: 503, body: { detail: 'starting' } },
      { status: 503, body: { detail: 'starting' } },
      { status: 200, body: jobJson({ status: 'completed', cursor_ts: '2026-01-02T12:00:00' }) },
    ]);
    expect(await followed(bench, activityId)).toMatchObject({
      state: 'completed',
      result: { records_written: 288, is_truncated: true },
    });
    expect(bench.events).toContainEqual({
      type: 'activity',
      activity: expect.objectContaining({ message: 'The coordinator does not answer; asking again' }),
    });
  });

  it.each([
    [
      { status: 200, body: jobJson({ status: 'failed', error: 'quota' }) },
      /failed at the coordinator: quota/,
      'COORDINATOR_REFUSED',
    ],
    [{ status: 404, body: { detail: 'Backfill job not found' } }, /not found/, 'COORDINATOR_REFUSED'],
    [{ status: 200, body: {} }, /job-1/, 'COORDINATOR_LIED'],
  ])('ends with what the coordinator says: %j', async (answer, message, code) => {
    const { bench, activityId } = await startFollowing([answer]);
    expect(await followed(bench, activityId)).toMatchObject({
      state: 'failed',
      error: { code, message: expect.stringMatching(message) },
    });
  });

  it('is told as cancelled when it was cancelled at the coordinator, and as failed where that is not told', async () => {
    const body = { status: 'failed', error: 'Cancelled by an operator' };
    const cancelled = await startFollowing([{ status: 200, body: jobJson({ ...body, cancelled: true }) }]);
    expect(await followed(cancelled.bench, cancelled.activityId)).toMatchObject({
      state: 'cancelled',
      error: null,
      message: 'Cancelled at the coordinator after 288 records in 1 page',
    });
    for (const change of [body, { ...body, cancelled: false }]) {
      const failed = await startFollowing([{ status: 200, body: jobJson(change) }]);
      expect(await followed(failed.bench, failed.activityId)).toMatchObject({ state: 'failed' });
    }
  });

  it('is listed as cancelled, or as failed by a coordinator of the bare contract', async () => {
    const { bench, coordinator } = await fakeBench();
    coordinator.answerJson('/reports/backfill/jobs', [
      jobJson({ id: 'a', status: 'failed', cancelled: true }),
      jobJson({ id: 'b', status: 'failed', cancelled: false }),
      jobJson({ id: 'c', status: 'failed' }),
    ]);
    const listed = await bench.viewer.call('coordinators.backfills', { coordinatorId });
    expect(listed.map(({ id, status }) => [id, status])).toEqual([
      ['a', 'cancelled'],
      ['b', 'failed'],
      ['c', 'failed'],
    ]);
  });

  it('gives up following a coordinator that stays away, and says that nothing moves', async () => {
    const { bench, activityId } = await startFollowing([
      { status: 200, body: jobJson({ updated_at: '2026-11-21T11:00:00' }) },
      { status: 503, body: { detail: 'gone' } },
    ]);
    const ended = await followed(bench, activityId);
    expect(ended).toMatchObject({ state: 'failed', error: { code: 'COORDINATOR_UNREACHABLE' } });
    expect(bench.clock.monotonicMilliseconds()).toBeGreaterThan(10 * 60_000);
    expect(JSON.stringify(bench.events)).toContain('No sign of life since 2026-11-21T11:00:00.000Z');
  });

  it('is asked for ever less often while nothing moves', async () => {
    const { bench, activityId, polls } = await startFollowing([{ status: 200, body: jobJson() }]);
    while (polls.count < 12) await bench.clock.advance(500);
    // 0.5, 0.5, 1, 2, 4, 8, then every 10 seconds.
    expect(bench.clock.monotonicMilliseconds()).toBeGreaterThan(60_000);
    await bench.owner.call('activities.cancel', { activityId });
    await followed(bench, activityId);
  });

  it('is no longer followed when that is cancelled', async () => {
    const { bench, activityId, polls } = await startFollowing([{ status: 200, body: jobJson() }]);
    await bench.when(activityId, ({ fraction }) => fraction === 0.5);
    const ended = bench.ended(activityId);
    await bench.owner.call('activities.cancel', { activityId });
    expect(await ended).toMatchObject({
      state: 'cancelled',
      message: 'No longer followed; the coordinator goes on with it',
    });
    const asked = polls.count;
    await bench.clock.advance(60_000);
    expect(polls.count).toBe(asked);
  });
});

describe('hostile and missing coordinators', () => {
  it('that cannot be reached say so in the test, and the network shows it', async () => {
    const bench = new DataBench({ fetch: () => Promise.reject(new TypeError('fetch failed')) });
    expect(bench.network.network).toBe('unused');
    expect(await bench.owner.call('coordinators.test', { coordinatorId })).toMatchObject({
      reachable: false,
      info: null,
      error: { code: 'COORDINATOR_UNREACHABLE' },
    });
    expect(bench.network.network).toBe('unreachable');
    await expect(
      bench.clock.advanceUntil(bench.viewer.call('coordinators.feeds', { coordinatorId })),
    ).rejects.toMatchObject({ code: 'COORDINATOR_UNREACHABLE' });
  });

  it('have odd feeds and backfills passed over, and lies refused', async () => {
    const { bench, coordinator } = await fakeBench();
    const odd = { ...feed, record_count: 1, oldest_ts: null, newest_ts: null, watermark_ts: null };
    coordinator.answerJson('/reports/backfill/feeds', [
      { ...odd, watermark_updated_at: null },
      { ...odd, subject: '../../etc', watermark_updated_at: null },
      { ...odd, kind: 'gossip', watermark_updated_at: null },
    ]);
    expect(await bench.viewer.call('coordinators.feeds', { coordinatorId })).toHaveLength(1);
    coordinator.answerJson('/reports/backfill/jobs', [jobJson(), jobJson({ granularity: 'a/b' })]);
    expect(await bench.viewer.call('coordinators.backfills', { coordinatorId })).toHaveLength(1);
    coordinator.answerJson('/reports/backfill/jobs', [jobJson({ status: 'dancing' })]);
    await expect(bench.viewer.call('coordinators.backfills', { coordinatorId })).rejects.toMatchObject({
      code: 'COORDINATOR_LIED',
    });
    coordinator.answerIndex([{ path: '../../x.parquet', records: 1, size_bytes: 1, date: '2026-01-01' }]);
    await expect(bench.viewer.call('coordinators.days', { coordinatorId, feed })).rejects.toMatchObject({
      code: 'UNSAFE_PATH',
    });
  });

  it('may not send records of another feed, nor more than was asked for', async () => {
    const { bench, coordinator } = await fakeBench();
    const record = (ts: string, change: object = {}): object => ({
      ...feed,
      ts_event: ts,
      ts_ingested: null,
      values: { close: 1 },
      meta: {},
      ...change,
    });
    const path = '/reports/feeds/tail?source=synthetic&subject=BTC&kind=candle&granularity=5m&limit=2';
    const latest = () => bench.viewer.call('coordinators.latest', { coordinatorId, feed, limit: 2 });
    coordinator.answerJson(path, [record('2026-01-01T00:00:00'), record('2026-01-01T00:05:00')]);
    expect((await latest()).map(({ ts }) => ts)).toEqual([
      '2026-01-01T00:05:00.000Z',
      '2026-01-01T00:00:00.000Z',
    ]);
    for (const answer of [
      [record('2026-01-01T00:00:00', { subject: 'ETH' })],
      Array.from({ length: 3 }, () => record('2026-01-01T00:00:00')),
      [record('yesterday')],
      [{ ...record('2026-01-01T00:00:00'), values: 1 }],
      {},
    ]) {
      coordinator.answerJson(path, answer);
      await expect(latest()).rejects.toMatchObject({ code: 'COORDINATOR_LIED' });
    }
  });
});

describe('the list of coordinators', () => {
  const url = 'http://10.0.0.1:8000';

  it('keeps what is saved, but keys only in the secret store', async () => {
    const bench = new DataBench({ preset: { url, apiKey: 'from the environment' } });
    const { owner, viewer, home } = bench;
    const saved = await owner.call('coordinators.save', {
      coordinatorId: null,
      name: ' Far away ',
      url: 'https://example.org/coordinator/',
      apiKey: 's3cret',
    });
    expect(saved).toEqual({
      coordinatorId: expect.any(String),
      name: 'Far away',
      url: 'https://example.org/coordinator',
      hasKey: true,
    });
    expect(bench.staleAreas()).toEqual(['coordinators']);
    expect(await viewer.call('coordinators.list', {})).toEqual([
      { coordinatorId, name: 'Default', url, hasKey: true },
      saved,
    ]);
    const again = new DataBench({
      folder: bench.folder,
      preset: { url: 'http://10.0.0.2', apiKey: undefined },
    });
    expect(await again.viewer.call('coordinators.list', {})).toEqual([
      { coordinatorId, name: 'Default', url: 'http://10.0.0.2', hasKey: false },
      { ...saved, hasKey: false },
    ]);
    for (const name of readdirSync(home.root)) {
      const path = join(home.root, name);
      const text = existsSync(path) && name.includes('.') ? await readFile(path, 'latin1') : '';
      expect(text).not.toMatch(/s3cret|from the environment/);
    }

    const save = { ...saved, hasKey: undefined };
    const { hasKey: _, ...unchanged } = save;
    expect((await owner.call('coordinators.save', unchanged)).hasKey).toBe(true);
    expect((await owner.call('coordinators.save', { ...unchanged, apiKey: '' })).hasKey).toBe(false);
    await owner.call('coordinators.remove', { coordinatorId: saved.coordinatorId });
    await owner.call('coordinators.remove', { coordinatorId });
    expect(await viewer.call('coordinators.list', {})).toEqual([]);
    await expect(owner.call('coordinators.save', unchanged)).rejects.toMatchObject({
      code: 'UNKNOWN_COORDINATOR',
    });
  });

  it('sends the key of the environment to the address of the environment only', async () => {
    const bench = new DataBench({ preset: { url, apiKey: 'environment' } });
    const rename = { coordinatorId, name: 'Office', url };
    expect((await bench.owner.call('coordinators.save', rename)).hasKey).toBe(true);
    const moved = { ...rename, url: 'http://evil.example' };
    expect((await bench.owner.call('coordinators.save', moved)).hasKey).toBe(false);
  });

  it.each([{ url: 'ftp://example.org' }, { url: 'http://ada:secret@example.org' }, { apiKey: 'two words' }])(
    'refuses %j',
    async (change) => {
      const bench = new DataBench();
      const input = { coordinatorId: null, name: 'x', url, ...change };
      await expect(bench.owner.call('coordinators.save', input)).rejects.toMatchObject({ code: 'BAD_INPUT' });
      expect(await bench.viewer.call('coordinators.list', {})).toHaveLength(1);
    },
  );

  it('that is damaged is told once and put aside', async () => {
    const bench = new DataBench();
    await writeFile(join(bench.home.root, 'coordinators.json'), '{"coordinators":');
    await expect(bench.viewer.call('coordinators.list', {})).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('is damaged'),
    });
    expect(await bench.viewer.call('coordinators.list', {})).toHaveLength(1);
    expect(readdirSync(bench.home.root).filter((name) => name.includes('damaged'))).toHaveLength(1);
  });

  it('is where every call for a coordinator begins', async () => {
    const { owner } = new DataBench();
    const unknown = { coordinatorId: 'gone' };
    for (const call of [
      owner.call('coordinators.test', unknown),
      owner.call('coordinators.feeds', unknown),
      owner.call('coordinators.latest', { ...unknown, feed }),
      owner.call('coordinators.days', { ...unknown, feed }),
      owner.call('coordinators.index', unknown),
      owner.call('coordinators.backfill', { ...unknown, ...days }),
      owner.call('coordinators.backfills', unknown),
      owner.call('coordinators.remove', unknown),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 'UNKNOWN_COORDINATOR' });
    }
  });
});
