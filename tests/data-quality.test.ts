import { existsSync, readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultKinds, noFaults, type FaultCounts } from '../src-core/quality/candle-faults.ts';
import type { Feed } from '../src-core/feed/feed.ts';
import { dayFilePath } from '../src-core/feed/index-entry.ts';
import type { ReplaySpecInput } from '../src-core/kinds/replay/spec.ts';
import { dayOf, dayStart } from '../src-core/time/utc.ts';
import { pinnerOf } from '../src-main/services/cache/testing/pinner-of.ts';
import { submitJob, type Submission } from '../src-main/services/jobs/submission/job-submission.ts';
import { makeCandles, minuteCandles, writeDayFile, type TestCandle } from './support/candle-files.ts';
import { DataBench } from './support/data-bench.ts';
import { pinnedFile } from './support/pinned-file.ts';
import { runReplay, writeModel, type ReplayBench, type ReplayRun } from './support/run-replay.ts';

const feed: Feed = { source: 'test', subject: 'BTC', kind: 'candle', granularity: '1m' };
const days = ['2022-01-03', '2022-01-04', '2022-01-05', '2022-01-06'] as const;
/** Writes down that it was asked, so that a test sees whether a run began. */
const model = `import { writeFileSync } from 'node:fs';
writeFileSync(new URL('./asked', import.meta.url), '');
export default class { tick() {} predict() { return 1; } }`;

/** Every kind of fault in four days of minutes, one of which has no file. */
function faultyDays(): Map<string, TestCandle[]> {
  const [first, second, third] = [0, 1, 3].map((index) => minuteCandles(days[index] ?? ''));
  if (first === undefined || second === undefined || third === undefined) throw new Error('three days');
  const at = (list: TestCandle[], index: number): TestCandle => {
    const candle = list[index];
    if (candle === undefined) throw new Error(`no candle ${index}`);
    return candle;
  };
  const put = (list: TestCandle[], index: number, change: Partial<TestCandle>): void => {
    list[index] = { ...at(list, index), ...change };
  };
  put(first, 10, { low: -1 });
  put(first, 20, { high: 90 });
  put(first, 700, { open: 100, high: 200, low: 100, close: 200 });
  put(first, 30, { open: null, high: null, low: null, close: null });
  put(second, 40, { ts: at(second, 40).ts + 7 });
  for (let index = 500; index < 540; index++)
    put(second, index, { open: 100, high: 100, low: 100, close: 100, volume: 0 });
  const doubled = [...second.slice(0, 100), { ...at(second, 99), volume: 9 }, ...second.slice(100)];
  const swapped = [...doubled.slice(0, 200), at(doubled, 201), at(doubled, 200), ...doubled.slice(202)];
  return new Map([
    // The gap goes on over midnight.
    [days[0], first.slice(0, 1400)],
    [days[1], swapped.slice(7)],
    [days[3], third.toSpliced(900, 3)],
  ]);
}

const inFile: FaultCounts = {
  missing: 1 + 40 + 7 + 1440 + 3,
  gap: 4,
  duplicate: 1,
  out_of_order: 1,
  off_grid: 1,
  without_price: 1,
  not_positive: 1,
  inconsistent: 1,
  spike: 2,
  flat: 1,
};

interface Scene {
  readonly bench: DataBench;
  readonly spec: ReplaySpecInput;
  run(change?: Partial<ReplaySpecInput>): Promise<ReplayRun>;
  readonly replay: ReplayBench;
}

async function setScene(candles: ReadonlyMap<string, readonly TestCandle[]>, ofFeed = feed): Promise<Scene> {
  const bench = new DataBench();
  const replay: ReplayBench = { root: bench.folder, cacheRoot: bench.home.cache, files: [] };
  for (const [day, rows] of candles) {
    await writeDayFile({ root: bench.home.cache, feed: ofFeed, day, candles: rows });
    replay.files.push(pinnedFile(bench.home.cache, dayFilePath(ofFeed, day), rows.length));
  }
  const [start = '', end = ''] = [[...candles.keys()].at(0), [...candles.keys()].at(-1)];
  const path = await writeModel(replay, 'model.mjs', model);
  const spec: ReplaySpecInput = {
    kind: 'replay',
    name: 'odd',
    model: { path },
    feed: { ...ofFeed },
    start,
    end,
    window_size: 5,
  };
  return { bench, spec, replay, run: (change = {}) => runReplay(replay, { ...spec, ...change }) };
}

function sum(all: readonly (FaultCounts | null)[]): Record<string, number> {
  const counts = noFaults();
  for (const one of all) for (const kind of faultKinds) counts[kind] += one?.[kind] ?? 0;
  return counts;
}

describe('what is known of the data', () => {
  it('D24 D26 is the same in the ledger, the calendar, the pre-flight and the result', async () => {
    const { bench, spec, run } = await setScene(faultyDays());
    const range = { feed, firstDay: days[0], lastDay: days[3] };
    const calendar = await bench.viewer.call('data.calendar', range);
    // Day by day the gap over two midnights is in two of them, and the day without a file is none.
    expect(sum(calendar.map(({ faults }) => faults))).toEqual({
      ...inFile,
      missing: inFile.missing - 1440,
      gap: 4,
    });
    expect(calendar.map(({ state }) => state)).toEqual(['partial', 'partial', 'absent', 'partial']);
    const flight = await bench.viewer.call('data.preflight', { spec: spec as never });
    expect(flight.feeds[0]?.faults).toEqual(inFile);
    const { summary } = await run();
    expect(summary.data_quality.faults).toEqual(flight.feeds[0]?.faults);
    expect(summary.data_quality).toMatchObject({
      badge: 'warned',
      policy: 'warn',
      missing_days: [days[2]],
      missing_candles: inFile.missing,
      expected_candles: 4 * 1440,
    });
    expect(summary.data_quality.expected_candles).toBe(flight.feeds[0]?.expectedCandles);
    expect(summary.data_quality.rows_used).toBe(flight.candles);

    await bench.ended((await bench.owner.call('data.verify', { feed })).activityId);
    bench.asked.length = 0;
    expect((await bench.viewer.call('data.calendar', range)).map(({ faults }) => faults)).toEqual(
      calendar.map(({ faults }) => faults),
    );
    // From the ledger alone.
    expect(bench.asked).toEqual([]);
  });

  it('D24 D26 is the same over a range that cuts its days', async () => {
    const { bench, spec, run } = await setScene(faultyDays());
    const cut = { start: `${days[0]}T10:00`, end: `${days[1]}T08:30:30` };
    const flight = await bench.viewer.call('data.preflight', { spec: { ...spec, ...cut } as never });
    const { summary } = await run(cut);
    expect(summary.data_quality.faults).toEqual(flight.feeds[0]?.faults);
    expect(flight.feeds[0]?.faults).toMatchObject({
      missing: 47,
      gap: 1,
      spike: 2,
      not_positive: 0,
      flat: 0,
    });
    expect(summary.data_quality.gaps).toEqual([
      { subject: 'BTC', after: `${days[0]}T23:19:00Z`, missing: 47 },
    ]);
  });

  it('D24 shows a day in detail: gaps with start and length, and examples', async () => {
    const { bench } = await setScene(faultyDays());
    const detail = await bench.viewer.call('data.day', { feed, day: days[0] });
    const start = dayStart(days[0]);
    expect(detail.gaps).toEqual([
      { start: start + 30 * 60, periods: 1 },
      { start: start + 1400 * 60, periods: 40 },
    ]);
    expect(detail.examples.map(({ kind, at }) => [kind, (at - start) / 60])).toEqual([
      ['not_positive', 10],
      ['inconsistent', 20],
      ['without_price', 30],
      ['spike', 700],
      ['spike', 701],
    ]);
    expect(await bench.viewer.call('data.day', { feed, day: days[2] })).toMatchObject({
      state: 'absent',
      gaps: [],
      faults: null,
    });
  });
});

/** Queues the job of a scene without running it. */
function submitter({
  bench,
  spec,
  replay,
}: Scene): (change: Partial<ReplaySpecInput>) => Promise<Submission> {
  return (change) =>
    submitJob(
      {
        input: { ...spec, ...change },
        subject: 'The spec',
        specFolder: replay.root,
        force: false,
        createdBy: 'ada',
        options: { checkLookahead: false },
      },
      bench.store,
      pinnerOf(bench.cache),
    );
}

describe('a day that was altered after it was verified', () => {
  it('D20 is named in the calendar, before the run, on submitting and in the result, until it is imported', async () => {
    const scene = await setScene(
      new Map([0, 1].map((at) => [days[at] ?? '', minuteCandles(days[at] ?? '')])),
    );
    const { bench, spec, replay, run } = scene;
    const submit = submitter(scene);
    const range = { feed, firstDay: days[0], lastDay: days[1] };
    const altered = async (): Promise<boolean[]> =>
      (await bench.viewer.call('data.calendar', range)).map(({ isAltered }) => isAltered);
    const verdict = async (): Promise<string | undefined> =>
      (await bench.viewer.call('data.preflight', { spec: spec as never })).dataPolicy?.verdict;
    await bench.ended((await bench.owner.call('data.verify', { feed })).activityId);
    expect([await altered(), await verdict()]).toEqual([[false, false], 'clean']);

    await writeDayFile({
      root: bench.home.cache,
      feed,
      day: days[1],
      candles: minuteCandles(days[1], 1440, 7),
    });
    expect([await altered(), await verdict()]).toEqual([[false, true], 'warned']);
    expect((await submit({})).alteredDays).toEqual([days[1]]);
    await expect(submit({ data_policy: 'refuse' })).rejects.toMatchObject({
      code: 'DATA_CORRUPT',
      message: expect.stringContaining('1 day altered after being verified'),
    });
    const pinned = await bench.cache.pinSnapshot([feed], days[0], days[1]);
    replay.files.splice(0, 2, ...pinned.files);
    const { summary } = await run();
    expect(summary.data_quality).toMatchObject({ badge: 'warned', altered_days: [days[1]] });
    expect(summary.warnings).toContainEqual(
      expect.stringContaining(`1 day was altered after being verified: ${days[1]}. Pull it again;`),
    );
    expect((await run({ data_policy: 'allow' })).summary.data_quality.badge).toBe('noted');

    const path = join(bench.folder, 'own.csv');
    await writeFile(path, `time,close\n${days[1]}T00:00Z,1\n`);
    await bench.ended((await bench.owner.call('data.import', { path, feed })).activityId);
    expect([await altered(), (await submit({})).alteredDays]).toEqual([[false, false], []]);
  });
});

describe('the policy of a spec', () => {
  it('D25 refuse does not submit what the ledger knows to be odd', async () => {
    const scene = await setScene(faultyDays());
    const { bench, spec } = scene;
    const submit = submitter(scene);
    const refused = {
      code: 'DATA_CORRUPT',
      message: expect.stringMatching(/refuses.*1 day without a file.*2 spikes/),
    };
    // What a missing day tells is known without reading a file.
    await expect(submit({ data_policy: 'refuse' })).rejects.toMatchObject({ code: 'DATA_MISSING' });
    await bench.ended((await bench.owner.call('data.verify', { feed })).activityId);
    await expect(submit({ data_policy: 'refuse' })).rejects.toMatchObject(refused);
    const flight = await bench.viewer.call('data.preflight', {
      spec: { ...spec, data_policy: 'refuse' } as never,
    });
    expect(flight.dataPolicy).toMatchObject({
      policy: 'refuse',
      verdict: 'refused',
      refusal: refused.message,
    });
    const warned = await submit({});
    expect((await submit({ data_policy: 'allow' })).job.jobId).not.toBe(warned.job.jobId);
  });

  it('D25 refuse does not run: the model is not asked, and nothing is left', async () => {
    const { run, replay } = await setScene(faultyDays());
    await expect(run({ data_policy: 'refuse' })).rejects.toMatchObject({
      cause: {
        code: 'DATA_CORRUPT',
        message: expect.stringMatching(
          /1 day without a file, 1,491 candles missing in 4 gaps, 1 duplicate, .*set "data_policy" to "warn"/,
        ),
        details: { faults: inFile, missing_days: [days[2]] },
      },
    });
    expect(existsSync(`${replay.root}/asked`)).toBe(false);
    const folder = (await readdir(replay.root)).find((name) => name.startsWith('output-'));
    expect(await readdir(`${replay.root}/${folder}`)).toEqual([]);
  });

  it('D25 refuse runs over good data, and over as little missing as the spec lets be', async () => {
    const { run } = await setScene(new Map([[days[0], minuteCandles(days[0])]]));
    expect((await run({ data_policy: 'refuse' })).summary.data_quality).toMatchObject({
      badge: 'clean',
      policy: 'refuse',
    });
    const sparse = await setScene(new Map([[days[0], minuteCandles(days[0]).toSpliced(100, 20)]]));
    await expect(sparse.run({ data_policy: 'refuse' })).rejects.toMatchObject({
      cause: { code: 'DATA_MISSING' },
    });
    const { summary } = await sparse.run({ data_policy: 'refuse', max_missing_fraction: 0.02 });
    expect(summary.data_quality).toMatchObject({
      badge: 'noted',
      missing_candles: 20,
      max_missing_fraction: 0.02,
    });
    expect(summary.warnings.filter((warning) => warning.includes('missing from'))).toEqual([]);
  });

  it('D25 warn says each fault in a sentence, allow lists them without a warning', async () => {
    const { run } = await setScene(faultyDays());
    const warned = (await run()).summary;
    for (const words of [
      'no candles',
      '1,491 candles are missing',
      'no price',
      'time of another',
      'out of order',
      'no multiple',
      'zero or less',
      'high below',
      'jump',
      'Nothing moved',
    ]) {
      expect(
        warned.warnings.filter((warning) => warning.includes(words)),
        words,
      ).toHaveLength(1);
    }
    const { summary } = await run({ data_policy: 'allow' });
    expect(summary.data_quality).toEqual({ ...warned.data_quality, badge: 'noted', policy: 'allow' });
    expect(summary.warnings).toEqual(warned.warnings.slice(10));
    expect(summary.receipt.strict_hash).toBe(warned.receipt.strict_hash);
  });

  it('D25 may come from a challenge, which the spec overrides', async () => {
    const { run } = await setScene(new Map([[days[0], minuteCandles(days[0]).toSpliced(100, 20)]]));
    const challenge = { name: 'strict', data_policy: 'refuse' as const };
    await expect(run({ challenge })).rejects.toMatchObject({ cause: { code: 'DATA_MISSING' } });
    expect((await run({ challenge, data_policy: 'allow' })).summary.data_quality.badge).toBe('noted');
  });

  it('D26 counts in compatible mode too, where nothing is mended', async () => {
    const { run } = await setScene(faultyDays());
    const { summary } = await run({ mode: 'compatible' });
    expect(summary.data_quality).toMatchObject({ faults: inFile, duplicates_removed: 0 });
  });
});

describe.skipIf(!existsSync(new URL('../../shared/data/', import.meta.url)))('real candles', () => {
  const read = (name: string): TestCandle[] =>
    readFileSync(new URL(`../../shared/data/${name}`, import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [time = '', ...numbers] = line.split(',');
        const [open = 0, high = 0, low = 0, close = 0, volume = 0] = numbers.map(Number);
        return { ts: Date.parse(`${time.replace(' ', 'T')}Z`) / 1000, open, high, low, close, volume };
      });
  const byDay = (candles: readonly TestCandle[]): Map<string, TestCandle[]> =>
    Map.groupBy(candles, ({ ts }) => dayOf(ts));

  it('D24 finds nothing odd in a month of Bitcoin minutes', async () => {
    const all = byDay(read('btc-perp-20211231-20220201_1m.csv'));
    const { bench } = await setScene(new Map([...all].filter(([day]) => day.startsWith('2022-01'))));
    const calendar = await bench.viewer.call('data.calendar', {
      feed,
      firstDay: '2022-01-01',
      lastDay: '2022-01-31',
    });
    expect(sum(calendar.map(({ faults }) => faults))).toEqual(noFaults());
  });

  it('D24 finds the weekends of EURUSD missing, and nothing else', async () => {
    const hourly: Feed = { ...feed, granularity: '1h' };
    const all = byDay(read('EURUSD_1h.csv'));
    const { bench } = await setScene(all, hourly);
    const [firstDay = '', lastDay = ''] = [[...all.keys()].at(0), [...all.keys()].at(-1)];
    const calendar = await bench.viewer.call('data.calendar', { feed: hourly, firstDay, lastDay });
    const counts = sum(calendar.map(({ faults }) => faults));
    expect(counts).toEqual({ ...noFaults(), missing: counts['missing'], gap: counts['gap'] });
    expect(counts['missing']).toBe(24 * all.size - 5000);
  });
});

it('D24 finds nothing in candles that are as they should be, of any period', async () => {
  for (const [granularity, step] of [
    ['1s', 1],
    ['5m', 300],
    ['1h', 3600],
    ['1d', 86_400],
  ] as const) {
    const candles = makeCandles(dayStart(days[0]), 86_400 / step, step);
    const { bench } = await setScene(new Map([[days[0], candles]]), { ...feed, granularity });
    const [day] = await bench.viewer.call('data.calendar', {
      feed: { ...feed, granularity },
      firstDay: days[0],
      lastDay: days[0],
    });
    expect(day).toMatchObject({ state: 'present', expected: 86_400 / step, faults: noFaults() });
  }
});
