import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pinnerOf } from '../cache/testing/pinner-of.ts';
import { changeCoordinatorDays } from '../cache/versions/coordinator-days.ts';
import type { InputOf } from '../../../src-core/api/contract.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { noFaults } from '../../../src-core/quality/candle-faults.ts';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { minuteCandles, writeDayFile } from '../../../tests/support/candle-files.ts';
import { DataBench, type DataBenchOptions } from '../../../tests/support/data-bench.ts';
import { submitJob } from '../jobs/submission/job-submission.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const indexUrl = 'http://127.0.0.1:1/data/backfill/index';
type Spec = InputOf<'data.preflight'>['spec'];

/** What a coordinator's index says of the feed. */
function entry(day: string, records: number): object {
  return { path: `binance/BTCUSDT/candle/1m/${day}.parquet`, records, size_bytes: 1000, date: day };
}

/** Answers the index with `entries`, everything else not at all. */
function indexFetch(entries: () => readonly object[] | undefined): {
  fetch: NonNullable<DataBenchOptions['fetch']>;
  asked: string[];
} {
  const asked: string[] = [];
  return {
    asked,
    fetch: (url) => {
      asked.push(url);
      const index = entries();
      if (index === undefined) return Promise.reject(new TypeError('fetch failed'));
      return Promise.resolve(Response.json(index));
    },
  };
}

interface Scene {
  readonly bench: DataBench;
  readonly spec: Spec;
}

/** A home with a full day, half a day and a missing one, a model, and a spec over the three. */
async function setScene(options: DataBenchOptions = {}, mayAsk = true): Promise<Scene> {
  const bench = new DataBench(options);
  if (mayAsk) await bench.coordinators.ask(null);
  const root = bench.home.cache;
  await writeDayFile({ root, feed, day: '2022-01-03', candles: minuteCandles('2022-01-03') });
  await writeDayFile({ root, feed, day: '2022-01-04', candles: minuteCandles('2022-01-04', 700) });
  const model = join(bench.folder, 'models', 'model.js');
  await mkdir(join(bench.folder, 'models'));
  await writeFile(model, 'export default class { tick() {} predict() { return 1 } }');
  const spec: Spec = {
    kind: 'replay',
    name: 'sample',
    model: { path: model },
    feed: { ...feed },
    start: '2022-01-03',
    end: '2022-01-05',
  };
  return { bench, spec };
}

const offline: DataBenchOptions = { fetch: () => Promise.reject(new TypeError('fetch failed')) };

describe('preflight', () => {
  it('tells what there is, what is missing and what a coordinator could bring', async () => {
    const { fetch, asked } = indexFetch(() => [
      entry('2022-01-02', 1440),
      entry('2022-01-03', 1440),
      entry('2022-01-04', 1440),
      entry('2022-01-05', 1440),
    ]);
    const { bench, spec } = await setScene({ fetch });
    const answer = await bench.viewer.call('data.preflight', { spec });
    expect(answer).toEqual({
      problem: null,
      feeds: [
        {
          feed,
          firstDay: '2022-01-03',
          lastDay: '2022-01-05',
          days: [
            expect.objectContaining({ day: '2022-01-03', state: 'present' }),
            expect.objectContaining({ day: '2022-01-04', state: 'partial' }),
            expect.objectContaining({ day: '2022-01-05', state: 'absent' }),
          ],
          missingDays: 1,
          missingCandles: 740 + 1440,
          expectedCandles: 3 * 1440,
          faults: { ...noFaults(), missing: 740 + 1440, gap: 1 },
          pull: { coordinatorId: 'default', days: 2, sizeBytes: 2000 },
        },
      ],
      candles: 2140,
      dataPolicy: { policy: 'warn', maxMissingFraction: 0, verdict: 'warned', refusal: null },
      identicalJobId: null,
      estimate: null,
    });
    await bench.viewer.call('data.preflight', { spec });
    expect(asked).toEqual([indexUrl]);
  });

  it('says that nothing runs without any candles of a feed, and how long that takes it does not say', async () => {
    const { bench, spec } = await setScene(offline);
    const range = { start: '2023-01-03', end: '2023-01-04' };
    const answer = await bench.viewer.call('data.preflight', { spec: { ...spec, ...range } });
    expect(answer).toMatchObject({
      candles: 0,
      estimate: null,
      dataPolicy: {
        verdict: 'refused',
        refusal:
          'There is nothing to run on: no candles of binance/BTCUSDT/candle/1m from 2023-01-03 to 2023-01-04 are here.',
      },
    });
  });

  it('D32 connects to no coordinator before a person wants it', async () => {
    const { fetch, asked } = indexFetch(() => []);
    const { bench, spec } = await setScene({ fetch }, false);
    await bench.owner.call('data.preflight', { spec });
    expect(asked).toEqual([]);
    expect(await bench.viewer.call('coordinators.asked', {})).toEqual([]);
    await bench.owner.call('coordinators.ask', { coordinatorId: null });
    await bench.owner.call('data.preflight', { spec });
    expect(asked).toHaveLength(1);
    expect(await bench.viewer.call('coordinators.asked', {})).toEqual(['default']);
  });

  it('asks no coordinator when nothing is missing', async () => {
    const { fetch, asked } = indexFetch(() => []);
    const { bench, spec } = await setScene({ fetch });
    const { feeds, candles } = await bench.viewer.call('data.preflight', {
      spec: { ...spec, end: '2022-01-03' },
    });
    expect([feeds[0]?.missingDays, feeds[0]?.missingCandles, candles]).toEqual([0, 0, 1440]);
    expect(asked).toEqual([]);
  });

  it('offers the coordinator that has most, and nothing that is not better than what is here', async () => {
    const { bench, spec } = await setScene({
      fetch: (url) =>
        Promise.resolve(
          Response.json(
            url.startsWith('http://full')
              ? [entry('2022-01-04', 1440), entry('2022-01-05', 1440)]
              : [entry('2022-01-03', 1440), entry('2022-01-04', 700), entry('2022-01-05', 3)],
          ),
        ),
    });
    const pull = async () => (await bench.viewer.call('data.preflight', { spec })).feeds[0]?.pull;
    expect(await pull()).toEqual({ coordinatorId: 'default', days: 1, sizeBytes: 1000 });
    const { coordinatorId } = await bench.owner.call('coordinators.save', {
      coordinatorId: null,
      name: 'Full',
      url: 'http://full.example',
    });
    expect(await pull()).toEqual({ coordinatorId, days: 2, sizeBytes: 2000 });
  });

  it('needs no network: who does not answer has nothing to offer', async () => {
    const { bench, spec } = await setScene(offline);
    const { problem, feeds } = await bench.viewer.call('data.preflight', { spec });
    expect([problem, feeds[0]?.pull]).toEqual([null, null]);
  });

  it('waits a quarter of a second for a slow coordinator, and has screens ask again once it answers', async () => {
    const answer = Promise.withResolvers<Response>();
    const { bench, spec } = await setScene({ fetch: () => answer.promise });
    const before = bench.clock.monotonicMilliseconds();
    const { feeds } = await bench.clock.advanceUntil(bench.viewer.call('data.preflight', { spec }));
    expect(feeds[0]?.pull).toBeNull();
    expect(bench.clock.monotonicMilliseconds()).toBeGreaterThanOrEqual(before + 250);
    expect(bench.staleAreas()).toEqual([]);
    const told = new Promise<void>((resolve) => {
      bench.hub.subscribe(({ event }) => event.type === 'stale' && resolve());
    });
    answer.resolve(Response.json([entry('2022-01-05', 1440)]));
    await told;
    expect(bench.staleAreas()).toEqual(['data']);
    const again = await bench.viewer.call('data.preflight', { spec });
    expect(again.feeds[0]?.pull).toMatchObject({ days: 1 });
  });

  it('names the job that submitting would give', async () => {
    const { bench, spec } = await setScene(offline);
    const { job } = await submitJob(
      {
        input: spec,
        subject: 'spec',
        specFolder: bench.folder,
        force: false,
        createdBy: 'ada',
        options: { checkLookahead: false },
      },
      bench.store,
      pinnerOf(bench.cache),
    );
    const identical = async (change: Spec = {}) =>
      (await bench.viewer.call('data.preflight', { spec: { ...spec, ...change } })).identicalJobId;
    expect(await identical()).toBe(job.jobId);
    expect(await identical({ priority: 'urgent' })).toBe(job.jobId);
    expect(await identical({ window_size: 7 })).toBeNull();
    expect(await identical({ start: '2021-01-03', end: '2021-01-05' })).toBeNull();
    await writeFile(bench.cache.pathOf(feed, '2022-01-04'), 'torn');
    expect(await identical()).toBeNull();
    const { feeds } = await bench.viewer.call('data.preflight', { spec });
    expect(feeds[0]).toMatchObject({ missingDays: 2, missingCandles: 2 * 1440 });
  });

  it('estimates from runs of the same model, and knows the models that ship with Hindcast', async () => {
    const { bench, spec } = await setScene(offline);
    const bundled = { ...spec, model: { path: 'examples/models/mean-reversion.ts' } };
    const submission = {
      subject: 'spec',
      specFolder: bench.home.root,
      force: false,
      createdBy: 'ada',
      options: { checkLookahead: false },
    };
    const preflightOf = async (given: Spec) => bench.viewer.call('data.preflight', { spec: given });
    expect(await preflightOf(bundled)).toMatchObject({ problem: null, estimate: null });
    const { job } = await submitJob({ ...submission, input: bundled }, bench.store, pinnerOf(bench.cache));
    bench.store.attempts.claim({ leaseId: 'lease', ownerProcess: 'me' });
    await bench.clock.advance(2500);
    const headline = {
      metric: 'score_mean',
      label: 'Mean score',
      value: 0.25,
      standard_error: 0.01,
      interval_low: 0.2,
      interval_high: 0.3,
      confidence: 0.95,
      method: 'none',
    };
    bench.store.attempts.complete(
      { jobId: job.jobId, leaseId: 'lease' },
      { headline, warnings: [], resultBytes: 9, peakMemoryBytes: 7, resultPath: 'results/x' },
      () => undefined,
    );
    const { estimate, identicalJobId } = await preflightOf(bundled);
    expect(identicalJobId).toBe(job.jobId);
    expect(estimate?.runs).toBe(1);
    expect(estimate?.lowSeconds).toBeCloseTo(2);
    expect(estimate?.highSeconds).toBeCloseTo(3);
    const otherLanguage = join(bench.folder, 'models', 'model.py');
    await writeFile(otherLanguage, '');
    expect((await preflightOf({ ...spec, model: { path: otherLanguage } })).estimate).toBeNull();
  });

  /** A spec that names a coordinator, which has half of the usual file's day in full, and the other way round. */
  async function setSceneOfTwo(): Promise<Scene> {
    const scene = await setScene({
      fetch: (url) =>
        Promise.resolve(
          Response.json(
            url.startsWith('http://other')
              ? [entry('2022-01-05', 7)]
              : [entry('2022-01-04', 1440), entry('2022-01-05', 1440)],
          ),
        ),
    });
    const { bench } = scene;
    await bench.owner.call('coordinators.save', {
      coordinatorId: null,
      name: 'Other',
      url: 'http://other.example',
    });
    const root = join(bench.folder, 'elsewhere');
    const versions = join(bench.home.cache, '.versions');
    await mkdir(versions);
    for (const [day, count] of [
      ['2022-01-03', 700],
      ['2022-01-04', 1440],
    ] as const) {
      const file = await writeDayFile({ root, feed, day, candles: minuteCandles(day, count) });
      const bytes = await readFile(file);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await writeFile(join(versions, `${sha256}.parquet`), bytes);
      await changeCoordinatorDays(bench.cache.folderOf(feed), (days) => {
        days.set(day, new Map([['http://other.example', { sha256, sizeBytes: bytes.length, rows: count }]]));
      });
    }
    return scene;
  }

  it('D19 judges the files of the coordinator that the spec names', async () => {
    const { bench, spec } = await setSceneOfTwo();
    const judged = async (change: Spec) => {
      const { feeds, candles } = await bench.viewer.call('data.preflight', { spec: { ...spec, ...change } });
      const [only] = feeds;
      return [only?.days.map(({ state }) => state), candles, only?.missingCandles, only?.pull?.sizeBytes];
    };
    const usual = [['present', 'partial', 'absent'], 2140, 2180, 2000];
    expect(await judged({})).toEqual(usual);
    expect(await judged({ coordinator: 'http://127.0.0.1:1' })).toEqual(usual);
    const own = [['partial', 'present', 'absent'], 2140, 2180, 1000];
    expect(await judged({ coordinator: 'other' })).toEqual(own);
    expect(await judged({ coordinator: 'other', start: '2022-01-03T06:00', end: '2022-01-03' })).toEqual([
      ['partial'],
      340,
      740,
      undefined,
    ]);
    const assessed = bench.asked.filter((call) => call === 'assessDays').length;
    expect(await judged({ coordinator: 'http://other.example/' })).toEqual(own);
    expect(bench.asked.filter((call) => call === 'assessDays').length - assessed).toBeLessThanOrEqual(1);
  });

  it('D19 counts a day as missing whose version is gone, which the run would refuse', async () => {
    const { bench, spec } = await setSceneOfTwo();
    await rm(join(bench.home.cache, '.versions'), { recursive: true });
    const { feeds } = await bench.viewer.call('data.preflight', { spec: { ...spec, coordinator: 'Other' } });
    expect(feeds[0]?.days.map(({ state }) => state)).toEqual(['absent', 'absent', 'absent']);
    expect(feeds[0]).toMatchObject({ missingDays: 3, pull: { days: 1, sizeBytes: 1000 } });
  });

  it('D19 says that a spec names a coordinator which is not there', async () => {
    const { bench, spec } = await setSceneOfTwo();
    const answer = await bench.viewer.call('data.preflight', { spec: { ...spec, coordinator: 'Othe' } });
    expect(answer).toMatchObject({ feeds: [], problem: { code: 'UNKNOWN_COORDINATOR' } });
    expect(answer.problem?.message).toContain('Did you mean "Other"?');
  });

  it('counts only what lies in a range with times of day', async () => {
    const { bench, spec } = await setScene(offline);
    const counts = async (start: string, end: string) => {
      const answer = await bench.viewer.call('data.preflight', { spec: { ...spec, start, end } });
      const [only] = answer.feeds;
      return [answer.candles, only?.missingCandles, only?.missingDays];
    };
    expect(await counts('2022-01-03T12:00', '2022-01-03')).toEqual([720, 0, 0]);
    expect(await counts('2022-01-03T06:00', '2022-01-03T11:59:59')).toEqual([360, 0, 0]);
    expect(await counts('2022-01-05', '2022-01-05T05:59:59')).toEqual([0, 360, 1]);
    expect(await counts('2022-01-04T12:00', '2022-01-04')).toEqual([0, 720, 0]);
  });

  it('says what is wrong with a spec, and nothing else', async () => {
    const { bench, spec } = await setScene(offline);
    const nothing = { feeds: [], candles: 0, dataPolicy: null, identicalJobId: null, estimate: null };
    const problem = async (change: Spec) =>
      bench.viewer.call('data.preflight', { spec: { ...spec, ...change } });
    for (const [change, code] of [
      [{ kind: 'dream' }, 'BAD_SPEC'],
      [{ windowsize: 3 }, 'BAD_SPEC'],
      [{ start: 'soon' }, 'BAD_INPUT'],
      [{ end: '2021-01-01' }, 'BAD_INPUT'],
      [{ model: { path: '/nowhere/model.js' } }, 'BAD_SPEC'],
      [{ challenge: '/nowhere/challenge.json' }, 'BAD_SPEC'],
    ] as const) {
      expect(await problem(change)).toEqual({ ...nothing, problem: expect.objectContaining({ code }) });
    }
  });

  it('looks at no file that the guard of paths refuses', async () => {
    const refused: string[] = [];
    const { bench, spec } = await setScene({
      ...offline,
      paths: {
        assertReadable: (path) => {
          if (path.endsWith('model.js')) return Promise.resolve();
          refused.push(path);
          return Promise.reject(new HindcastError('UNSAFE_PATH', 'outside'));
        },
      },
    });
    for (const change of [
      { challenge: '/etc/shadow' },
      { scoring: { path: '/etc/shadow' } },
      { model: { path: '/etc/shadow' } },
    ]) {
      const { problem } = await bench.viewer.call('data.preflight', { spec: { ...spec, ...change } });
      expect(problem).toMatchObject({ code: 'UNSAFE_PATH' });
    }
    expect(refused).toEqual(['/etc/shadow', '/etc/shadow', '/etc/shadow']);
  });

  it('shows of a range without end, as of a year half typed, only the days that are there', async () => {
    const { bench, spec } = await setScene(offline);
    const { feeds } = await bench.viewer.call('data.preflight', { spec: { ...spec, start: '0202-01-03' } });
    expect(feeds[0]?.days.map(({ day }) => day)).toEqual(['2022-01-03', '2022-01-04']);
    expect(feeds[0]?.missingDays).toBeGreaterThan(600_000);
  });
});
