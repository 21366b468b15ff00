import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Feed } from '../src-core/feed/feed.ts';
import { BackfillService } from './backfill-service.ts';
import { silentLogger } from './logger.ts';
import { ParquetSink } from './parquet/parquet-sink.ts';
import { openParquetSession } from './parquet/parquet-session.ts';
import type { HistoryProvider, HistoryRecord, PageRequest } from './providers/history-provider.ts';
import { BackfillJobStore } from './store/backfill-job-store.ts';
import { openCoordinatorDatabase } from './store/coordinator-database.ts';
import { DayFileCatalogue } from './store/day-file-catalogue.ts';
import { closesOf } from './testing/parquet-rows.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const feed: Feed = { source: 'test', subject: 'BTC', kind: 'candle', granularity: '1m' };
const start = Date.UTC(2026, 0, 15) / 1000;
const end = start + 600;
const later = (end + 86_400) * 1000;

function candleAt(ts: number, close = ts - start): HistoryRecord {
  return { ts, open: 1, high: 1, low: 1, close, volume: 1, meta: '{}' };
}

/** Every minute, three to a page. */
function minutes(request: PageRequest): HistoryRecord[] {
  const firstMinute = Math.ceil(request.startSeconds / 60) * 60;
  const all = Array.from({ length: 3 }, (_, at) => candleAt(firstMinute + at * 60));
  return all.filter(({ ts }) => ts < request.endSeconds);
}

/** A source that answers five minutes and then waits until it is told to stop. */
function stallingSource(): { fetchPage: HistoryProvider['fetchPage']; stalled: Promise<void> } {
  const { promise: stalled, resolve } = Promise.withResolvers<void>();
  return {
    stalled,
    fetchPage: (request) => {
      if (request.startSeconds < start + 300) return Promise.resolve(minutes(request));
      resolve();
      return new Promise((_resolve, reject) => {
        request.signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
      });
    },
  };
}

interface Session {
  service: BackfillService;
  jobs: BackfillJobStore;
  catalogue: DayFileCatalogue;
  close(): Promise<void>;
}

async function openService(
  folder: string,
  fetchPage: HistoryProvider['fetchPage'],
  { now = later, configured = true, logger = silentLogger } = {},
): Promise<Session> {
  const root = join(folder, 'backfill');
  await mkdir(root, { recursive: true });
  const database = openCoordinatorDatabase(join(folder, 'test.sqlite'));
  const session = await openParquetSession(root);
  const clock = (): number => now;
  const jobs = new BackfillJobStore(database, clock);
  const catalogue = new DayFileCatalogue(database, clock);
  const quarantine = join(folder, 'quarantine');
  const sink = new ParquetSink({ session, root, quarantine, logger, now: clock });
  const provider: HistoryProvider = { pageSize: 3, fetchPage };
  const providerOf = (): HistoryProvider | undefined => (configured ? provider : undefined);
  const service = new BackfillService({
    database,
    jobs,
    catalogue,
    sink,
    providerOf,
    logger,
    now: clock,
  });
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await service.close();
    session.closeSync();
    database.close();
  };
  onTestFinished(close);
  return { service, jobs, catalogue, close };
}

describe('backfill service', () => {
  it('takes a range page by page and ends at its end', async () => {
    const requests: PageRequest[] = [];
    const folder = await temporaryFolder();
    const { service, jobs, catalogue } = await openService(folder, (request) => {
      requests.push(request);
      return Promise.resolve(minutes(request));
    });
    const job = service.submit(feed, start, end);
    expect(job).toMatchObject({ status: 'pending', cursorSeconds: start, recordsWritten: 0 });
    await service.idle();
    expect(jobs.get(job!.id)).toMatchObject({
      status: 'completed',
      cursorSeconds: end,
      recordsWritten: 10,
      pagesFetched: 4,
      error: null,
    });
    expect(requests.map(({ startSeconds }) => startSeconds - start)).toEqual([0, 121, 301, 481]);
    expect(catalogue.totals(feed)).toMatchObject({
      records: 10,
      oldestSeconds: start,
      newestSeconds: end - 60,
    });
  });

  it('D2 goes on from the cursor after a stop in the middle, counting and storing nothing twice', async () => {
    const folder = await temporaryFolder();
    const source = stallingSource();
    const before = await openService(folder, source.fetchPage);
    const job = before.service.submit(feed, start, end)!;
    await source.stalled;
    expect(before.jobs.get(job.id)).toMatchObject({ status: 'running', recordsWritten: 6, pagesFetched: 2 });
    await before.close();

    const starts: number[] = [];
    const after = await openService(folder, (request) => {
      starts.push(request.startSeconds - start);
      return Promise.resolve(minutes(request));
    });
    expect(after.jobs.get(job.id)?.status).toBe('running');
    after.service.resume();
    await after.service.idle();
    expect(starts).toEqual([301, 481]);
    expect(after.jobs.get(job.id)).toMatchObject({
      status: 'completed',
      recordsWritten: 10,
      pagesFetched: 4,
    });
    const rows = await closesOf(join(folder, 'backfill/test/BTC/candle/1m/2026-01-15.parquet'));
    expect(rows.map(([ts]) => ts - start)).toEqual(Array.from({ length: 10 }, (_, minute) => minute * 60));
  });

  it('D4 fails the job with the cause when the provider fails, and keeps what was stored', async () => {
    const folder = await temporaryFolder();
    const { service, jobs, catalogue } = await openService(folder, (request) =>
      request.startSeconds === start
        ? Promise.resolve(minutes(request))
        : Promise.reject(new Error('the exchange is on fire')),
    );
    const job = service.submit(feed, start, end)!;
    await service.idle();
    expect(jobs.get(job.id)).toMatchObject({
      status: 'failed',
      error: 'the exchange is on fire',
      recordsWritten: 3,
      cursorSeconds: start + 121,
    });
    expect(catalogue.totals(feed)?.records).toBe(3);
    expect(service.submit(feed, start, end)).toBeDefined();
    await service.idle();
  });

  it.each([
    ['goes back in time', (request: PageRequest) => [candleAt(request.startSeconds - 60)]],
    ['runs past the end', (request: PageRequest) => [candleAt(request.endSeconds)]],
    ['is out of order', () => [candleAt(start + 60), candleAt(start)]],
    ['has a time that is no second', () => [candleAt(start + 0.5)]],
  ])('D4 fails the job when a page %s', async (_what, page) => {
    const { service, jobs } = await openService(await temporaryFolder(), (request) =>
      Promise.resolve(page(request)),
    );
    const job = service.submit(feed, start, end)!;
    await service.idle();
    expect(jobs.get(job.id)).toMatchObject({ status: 'failed', recordsWritten: 0 });
    expect(jobs.get(job.id)?.error).toMatch(/out of order or outside/);
  });

  it('D4 D7 stores the pages before one that is out of order or out of range, and nothing of that one', async () => {
    const drawnPages = fc.array(fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 8 }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(drawnPages, fc.boolean(), async (drawn, inOrder) => {
        const pages = inOrder
          ? [
              drawn
                .flat()
                .toSorted((left, right) => left - right)
                .filter((offset) => offset < 600),
            ]
          : drawn;
        const model = new Map<number, number>();
        let cursor = start;
        let taken = 0;
        let isRefused = false;
        for (const page of pages) {
          if (page.length === 0 || cursor >= end) break;
          const times = page.map((offset) => start + offset);
          isRefused = times.some((ts, at) => ts < (times[at - 1] ?? cursor) || ts >= end);
          if (isRefused) break;
          for (const [at, ts] of times.entries()) model.set(ts, taken + at);
          taken += times.length;
          const last = times.at(-1) ?? NaN;
          cursor = last + 60 >= end ? end : last + 1;
        }
        const queue = [...pages];
        let count = 0;
        const folder = await temporaryFolder();
        const session = await openService(folder, () => {
          const page = queue.shift() ?? [];
          return Promise.resolve(page.map((offset) => candleAt(start + offset, count++)));
        });
        const job = session.service.submit(feed, start, end)!;
        await session.service.idle();
        expect(session.jobs.get(job.id)).toMatchObject({
          status: isRefused ? 'failed' : 'completed',
          recordsWritten: taken,
          cursorSeconds: cursor,
        });
        await session.close();
        if (model.size === 0) return;
        const rows = await closesOf(join(folder, 'backfill/test/BTC/candle/1m/2026-01-15.parquet'));
        expect(new Map(rows.map(([ts, close]) => [ts, close]))).toEqual(model);
        expect(rows.map(([ts]) => ts)).toEqual([...model.keys()].sort((left, right) => left - right));
      }),
      { numRuns: 15 },
    );
  });

  it('D4 completes short of the end when the provider has no more, and says so by the cursor', async () => {
    const { service, jobs } = await openService(await temporaryFolder(), (request) =>
      Promise.resolve(minutes(request).filter(({ ts }) => ts < start + 180)),
    );
    const job = service.submit(feed, start, end)!;
    await service.idle();
    expect(jobs.get(job.id)).toMatchObject({
      status: 'completed',
      recordsWritten: 3,
      cursorSeconds: start + 121,
    });
    expect(jobs.get(job.id)?.pagesFetched).toBe(2);
  });

  it('D4 completes with nothing when its source has nothing in the range, and says so in the log', async () => {
    const log: string[] = [];
    const logger = { ...silentLogger, info: (_fields: object, message: string) => void log.push(message) };
    const { service, jobs } = await openService(await temporaryFolder(), () => Promise.resolve([]), {
      logger,
    });
    const job = service.submit(feed, start, end)!;
    await service.idle();
    expect(jobs.get(job.id)).toMatchObject({ status: 'completed', recordsWritten: 0, cursorSeconds: start });
    expect(log).toEqual(['backfill completed: its source has nothing in its range']);
  });

  it('takes no candle before its period is over', async () => {
    const now = (start + 179) * 1000;
    const { service, jobs } = await openService(
      await temporaryFolder(),
      (request) => Promise.resolve(minutes(request)),
      { now },
    );
    const job = service.submit(feed, start, end)!;
    await service.idle();
    expect(jobs.get(job.id)).toMatchObject({ status: 'completed', recordsWritten: 2 });
  });

  it('D1 accepts no second job while one is pending or running', async () => {
    const { service, jobs } = await openService(await temporaryFolder(), (request) =>
      Promise.resolve(minutes(request)),
    );
    const job = service.submit(feed, start, end)!;
    expect(service.submit(feed, start, end)).toBeUndefined();
    expect(jobs.active()?.id).toBe(job.id);
    await service.idle();
    expect(jobs.active()).toBeUndefined();
    expect(jobs.list()).toHaveLength(1);
    expect(jobs.list('failed')).toEqual([]);
  });

  it('fails a job whose feed is not configured any more', async () => {
    const { service, jobs } = await openService(await temporaryFolder(), () => Promise.resolve([]), {
      configured: false,
    });
    const job = service.submit(feed, start, end)!;
    await service.idle();
    expect(jobs.get(job.id)?.error).toMatch(/not configured any more/);
  });

  it('D3 is cancelled at once while it waits for its source, keeping what it has', async () => {
    const source = stallingSource();
    const { service, jobs, catalogue } = await openService(await temporaryFolder(), source.fetchPage);
    const job = service.submit(feed, start, end)!;
    await source.stalled;
    const cancelled = await service.cancel(job.id);
    expect(cancelled).toMatchObject({
      status: 'failed',
      cancelled: true,
      error: expect.stringMatching(/^Cancelled by /),
      recordsWritten: 6,
      cursorSeconds: start + 301,
    });
    expect(catalogue.totals(feed)?.records).toBe(6);
    expect(jobs.active()).toBeUndefined();
    expect(await service.cancel(job.id)).toBeUndefined();
  });

  it('D3 is cancelled before it began, and after the page that is being written', async () => {
    const { service, jobs, catalogue } = await openService(await temporaryFolder(), (request) => {
      void service.cancel(jobs.active()?.id ?? '');
      return Promise.resolve(minutes(request));
    });
    const early = service.submit(feed, start, end)!;
    expect(await service.cancel(early.id)).toMatchObject({ cancelled: true, pagesFetched: 0 });
    const late = service.submit(feed, start, end)!;
    await service.idle();
    expect(jobs.get(late.id)).toMatchObject({ cancelled: true, pagesFetched: 1, recordsWritten: 3 });
    expect(catalogue.totals(feed)?.records).toBe(3);
  });

  it('D3 goes on at its cursor when it is retried, and only when it failed and no other is active', async () => {
    const starts: number[] = [];
    let failing = true;
    const { service, jobs } = await openService(await temporaryFolder(), (request) => {
      starts.push(request.startSeconds - start);
      if (failing && request.startSeconds > start) return Promise.reject(new Error('on fire'));
      return Promise.resolve(minutes(request));
    });
    const job = service.submit(feed, start, end)!;
    await service.idle();
    expect(jobs.get(job.id)).toMatchObject({ status: 'failed', cancelled: false, error: 'on fire' });
    failing = false;
    expect(service.retry(job.id)).toMatchObject({ id: job.id, status: 'pending', error: null });
    expect(service.retry(job.id)).toBeUndefined();
    await service.idle();
    expect(starts).toEqual([0, 121, 121, 301, 481]);
    expect(jobs.get(job.id)).toMatchObject({
      status: 'completed',
      recordsWritten: 10,
      pagesFetched: 4,
      error: null,
    });
    expect(service.retry(job.id)).toBeUndefined();
    expect(service.retry('unknown')).toBeUndefined();
  });

  it('D3 stays cancelled after a restart', async () => {
    const folder = await temporaryFolder();
    const source = stallingSource();
    const before = await openService(folder, source.fetchPage);
    const job = before.service.submit(feed, start, end)!;
    await source.stalled;
    await before.service.cancel(job.id);
    await before.close();
    const after = await openService(folder, (request) => Promise.resolve(minutes(request)));
    after.service.resume();
    await after.service.idle();
    expect(after.jobs.get(job.id)).toMatchObject({ status: 'failed', cancelled: true, pagesFetched: 2 });
    after.service.retry(job.id);
    await after.service.idle();
    expect(after.jobs.get(job.id)).toMatchObject({
      status: 'completed',
      recordsWritten: 10,
      cancelled: false,
    });
  });
});
