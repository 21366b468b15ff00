import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { atItsTurn, type NewJob } from './job-record.ts';
import { JobBench, removal } from '../testing/job-bench.ts';

let bench: JobBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => bench.remove());

const headline = {
  metric: 'score_mean',
  label: 'Mean score',
  value: 0.25,
  standard_error: null,
  interval_low: null,
  interval_high: null,
  confidence: 0.95,
  method: 'none',
};

let jobs = 0;

function insert(modelPath: string, rows: readonly number[] = [], change: Partial<NewJob> = {}): string {
  const jobId = (++jobs).toString(16).padStart(32, '0');
  const files = rows.map((count, day) => ({ path: `${day}`, sha256: 'h', sizeBytes: 1, rows: count }));
  bench.store.insertOrGet({
    jobId,
    kind: 'replay',
    name: `job ${jobs}`,
    spec: {},
    outline: {
      feeds: ['a/b/candle/1m'],
      firstDay: '2022-01-01',
      lastDay: '2022-01-02',
      modelPath,
      modelLabel: modelPath.split('/').at(-1) ?? '',
    },
    options: { checkLookahead: false },
    priority: 'high',
    createdBy: 'ada',
    snapshot: { snapshotId: jobId, files, datasetVersionIds: {} },
    modelHash: 'm',
    codeFiles: {},
    maxRetries: 3,
    schedule: atItsTurn,
    ...change,
  });
  return jobId;
}

/** Runs a job for so many seconds. */
async function complete(jobId: string, seconds: number, warnings: string[] = []): Promise<void> {
  bench.store.attempts.claim({ leaseId: jobId, ownerProcess: '1@', jobId });
  await bench.clock.advance(seconds * 1000);
  const completion = { headline, warnings, resultBytes: 9, peakMemoryBytes: 7, resultPath: 'results/x' };
  bench.store.attempts.complete({ jobId, leaseId: jobId }, completion, () => undefined);
}

describe('rows', () => {
  it('show of each job what a list needs, newest first', async () => {
    const done = insert('/models/a.py');
    await complete(done, 2, ['1', '2', '3', '4']);
    await bench.clock.advance(1000);
    const running = insert('/models/b.ts');
    bench.store.attempts.claim({ leaseId: running, ownerProcess: '1@', jobId: running });
    bench.store.requestCancel(running, 'ada');
    const rows = bench.store.lists.rows();
    expect(rows.map(({ jobId }) => jobId)).toEqual([running, done]);
    expect(rows[0]).toMatchObject({
      state: 'running',
      isCancelling: true,
      progress: { phase: 'starting', fraction: 0, eta_seconds: null },
    });
    expect(rows[1]).toEqual({
      jobId: done,
      kind: 'replay',
      name: rows[1]?.name,
      state: 'completed',
      isCancelling: false,
      priority: 'high',
      feeds: ['a/b/candle/1m'],
      firstDay: '2022-01-01',
      lastDay: '2022-01-02',
      model: 'a.py',
      headline,
      warnings: ['1', '2', '3'],
      error: null,
      createdBy: 'ada',
      createdAt: '2026-11-21T12:00:00.000Z',
      queuedAt: '2026-11-21T12:00:00.000Z',
      startedAt: '2026-11-21T12:00:00.000Z',
      completedAt: '2026-11-21T12:00:02.000Z',
      attempt: 1,
      progress: null,
      notes: '',
      pinned: false,
      retries: 0,
      maxRetries: 3,
      startOrder: null,
      notBefore: null,
      blockedBy: 0,
      groupId: null,
      stalledAt: null,
      peakMemoryBytes: 7,
      resultBytes: 9,
    });
  });

  it('say how far a job came that failed, and why, but not at length', () => {
    const jobId = insert('/models/a.py');
    const lease = { jobId, leaseId: 'l' };
    bench.store.attempts.claim({ ...lease, ownerProcess: '1@' });
    bench.store.attempts.markProgress(lease, {
      phase: 'simulating',
      fraction: 0.4,
      current_date: '2022-01-02',
      message: 'm',
    });
    bench.store.attempts.fail(lease, { code: 'MODEL_FAILED', message: 'threw', details: { stack: 'long' } });
    expect(bench.store.lists.row(jobId)).toMatchObject({
      error: { code: 'MODEL_FAILED', message: 'threw' },
      progress: { phase: 'simulating', fraction: 0.4, current_date: '2022-01-02' },
    });
    expect(bench.store.lists.row(jobId)?.error).not.toHaveProperty('details');
  });
});

it('changes are numbered, each job at its latest, whoever made them', () => {
  const other = bench.otherStore();
  const { lists } = bench.store;
  const before = lists.lastChange();
  expect(lists.changedElsewhere()).toBe(false);
  const [first, second] = [insert('/a.ts'), insert('/b.ts')];
  expect(lists.changedElsewhere()).toBe(false);
  other.annotate(first, { notes: 'n' }, 'ada');
  expect(lists.changedElsewhere()).toBe(true);
  expect(lists.changedElsewhere()).toBe(false);
  expect(lists.changesAfter(before).map(({ jobId }) => jobId)).toEqual([second, first]);
  const then = lists.lastChange();
  other.requestCancel(second, 'ada');
  other.remove(second, removal, () => undefined);
  expect(lists.changesAfter(then).map(({ jobId }) => jobId)).toEqual([second]);
  expect(lists.row(second)).toBeUndefined();
  other.close();
});

it('of the changes of a job the latest is kept when earlier ones are forgotten', () => {
  const { store } = bench;
  const before = store.lists.lastChange();
  const [first, second] = [insert('/a.ts'), insert('/b.ts')];
  for (const notes of ['one', 'two', 'three']) store.annotate(first, { notes }, 'ada');
  const [changes, last] = [store.lists.changesAfter(before), store.lists.lastChange()];
  expect(changes.map(({ jobId }) => jobId)).toEqual([second, first]);
  store.forgetEarlierChanges();
  expect(store.lists.changesAfter(before)).toEqual(changes);
  expect(store.lists.lastChange()).toBe(last);
  const database = new Database(bench.home.database, { readonly: true });
  expect(database.prepare('SELECT count(*) FROM job_change').pluck().get()).toBe(2);
  database.close();
});

it('counts are of what waits, what runs, and what ended since midnight', async () => {
  await complete(insert('/a.ts'), 1);
  await bench.clock.advance(24 * 60 * 60 * 1000);
  await complete(insert('/a.ts'), 1);
  const running = insert('/a.ts');
  bench.store.attempts.claim({ leaseId: 'l', ownerProcess: '1@', jobId: running });
  insert('/a.ts');
  expect(bench.store.lists.counts(bench.clock.now())).toEqual({ pending: 1, running: 1, endedToday: 1 });
  expect(bench.store.lists.unendedJobIds()).toHaveLength(2);
});

it('recent models come once each, latest first', async () => {
  for (const path of ['/a.ts', '/b.ts', '/a.ts', '/c.py', '/c.py']) {
    insert(path);
    await bench.clock.advance(1000);
  }
  expect(bench.store.lists.recentModels(2)).toEqual([
    { path: '/c.py', usedAt: '2026-11-21T12:00:04.000Z' },
    { path: '/a.ts', usedAt: '2026-11-21T12:00:02.000Z' },
  ]);
});

it('durations are of the same model, else of its language', async () => {
  await complete(insert('/a.ts', [1440, 1440]), 3);
  await complete(insert('/b.ts', [1440]), 8);
  await complete(insert('/c.py', [60]), 90);
  insert('/a.ts');
  const { lists } = bench.store;
  expect(lists.durations('/a.ts', 5)).toEqual([{ seconds: expect.closeTo(3, 3), candles: 2880 }]);
  expect(lists.durations('/new.ts', 5).map(({ candles }) => candles)).toEqual([1440, 2880]);
  expect(lists.durations('/new.ts', 1)).toHaveLength(1);
  expect(lists.durations('/new.js', 5)).toEqual([]);
});

it('a removed job leaves no data behind that no other job uses', () => {
  const jobId = insert('/a.ts');
  bench.store.requestCancel(jobId, 'ada');
  bench.store.remove(jobId, removal, () => undefined);
  expect(bench.store.events(jobId)).toEqual([]);
  expect(() => bench.store.snapshot(jobId)).toThrow(/no snapshot/);
  expect(() => bench.store.remove(jobId, removal, () => undefined)).toThrow(/no job/);
});
