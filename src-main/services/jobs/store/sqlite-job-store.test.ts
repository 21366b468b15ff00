import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { atItsTurn, type NewJob } from './job-record.ts';
import type { Lease } from './job-attempts.ts';
import { SqliteJobStore } from './sqlite-job-store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { headline } from '../testing/headline.ts';

let folder: string;
let clock: FakeClock;
let store: SqliteJobStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-store-'));
  clock = new FakeClock();
  store = openStore('queue.db');
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function openStore(name: string): SqliteJobStore {
  return new SqliteJobStore(openDatabase(join(folder, name), clock.now()), clock);
}

function newJob(number: number, change: Partial<NewJob> = {}): NewJob {
  return {
    jobId: number.toString(16).padStart(32, '0'),
    kind: 'replay',
    name: `job ${number}`,
    spec: { kind: 'replay' },
    outline: {
      feeds: ['binance/BTCUSDT/candle/1m'],
      firstDay: '2022-01-03',
      lastDay: '2022-01-05',
      modelPath: '/models/model.ts',
      modelLabel: 'model.ts',
    },
    options: { checkLookahead: false },
    priority: 'normal',
    createdBy: 'ada',
    snapshot: { snapshotId: 's', files: [], datasetVersionIds: { feed: 'v1' } },
    modelHash: 'm',
    codeFiles: { 'model.ts': 'h' },
    maxRetries: 3,
    schedule: atItsTurn,
    ...change,
  };
}

const completion = { headline, warnings: [], resultPath: 'results/x', resultBytes: 9, peakMemoryBytes: 7 };
const lost = { code: 'INTERRUPTED', message: 'Gone.' } as const;
const claimBy = (leaseId: string) => ({ leaseId, ownerProcess: '1@' });

describe('claiming', () => {
  it('takes the highest priority first, then the longest waiting', async () => {
    const order: [number, NewJob['priority']][] = [
      [1, 'low'],
      [2, 'normal'],
      [3, 'urgent'],
      [4, 'normal'],
      [5, 'high'],
    ];
    for (const [number, priority] of order) {
      store.insertOrGet(newJob(number, { priority }));
      await clock.advance(10);
    }
    const claimed = order.map((_, index) => store.attempts.claim(claimBy(`lease ${index}`))?.name);
    expect(claimed).toEqual(['job 3', 'job 5', 'job 2', 'job 4', 'job 1']);
    expect(store.attempts.claim(claimBy('one more'))).toBeUndefined();
  });

  it('gives one job to one of two processes', () => {
    store.insertOrGet(newJob(1));
    const other = openStore('queue.db');
    expect(other.attempts.claim(claimBy('a'))?.leaseId).toBe('a');
    expect(store.attempts.claim(claimBy('b'))).toBeUndefined();
    other.close();
  });

  it('takes only the job it was asked for', () => {
    store.insertOrGet(newJob(1, { priority: 'urgent' }));
    const { job } = store.insertOrGet(newJob(2));
    expect(store.attempts.claim({ ...claimBy('a'), jobId: job.jobId })?.name).toBe('job 2');
    expect(store.attempts.claim({ ...claimBy('b'), jobId: job.jobId })).toBeUndefined();
  });
});

describe('fencing', () => {
  it('lets no one write without the lease, and files are not placed then', () => {
    const { job } = store.insertOrGet(newJob(1));
    store.attempts.claim(claimBy('right'));
    const wrong = { jobId: job.jobId, leaseId: 'wrong' };
    let placed = false;
    expect(
      store.attempts.markProgress(wrong, {
        phase: 'loading',
        fraction: 0.5,
        current_date: null,
        message: '',
      }),
    ).toBe(false);
    expect(store.attempts.complete(wrong, completion, () => (placed = true))).toBe(false);
    expect(store.attempts.fail(wrong, { code: 'INTERNAL', message: 'x' })).toBe(false);
    expect(store.attempts.cancel(wrong, 'x')).toBe(false);
    expect(store.attempts.tryAgain(wrong, lost, 5)).toBe(false);
    expect(placed).toBe(false);
    expect(store.get(job.jobId)).toMatchObject({ state: 'running', progress: { fraction: 0 } });
  });

  it('does not complete a job whose files cannot be placed', () => {
    const { job } = store.insertOrGet(newJob(1));
    store.attempts.claim(claimBy('right'));
    const place = (): never => {
      throw new Error('no room');
    };
    expect(() => store.attempts.complete({ jobId: job.jobId, leaseId: 'right' }, completion, place)).toThrow(
      'no room',
    );
    expect(store.get(job.jobId)?.state).toBe('running');
  });

  it('never lets written progress fall, nor reach the end before the end', () => {
    const { job } = store.insertOrGet(newJob(1));
    store.attempts.claim(claimBy('right'));
    const lease = { jobId: job.jobId, leaseId: 'right' };
    const at = (fraction: number) => ({
      phase: 'simulating' as const,
      fraction,
      current_date: null,
      message: '',
    });
    store.attempts.markProgress(lease, at(0.6));
    store.attempts.markProgress(lease, at(0.2));
    expect(store.get(job.jobId)?.progress.fraction).toBe(0.6);
    store.attempts.markProgress(lease, at(1));
    expect(store.get(job.jobId)?.progress.fraction).toBeLessThan(1);
  });
});

describe('a job that was asked to stop', () => {
  it.each([
    ['lost', (lease) => store.attempts.tryAgain(lease, lost, 5)],
    ['given back', (lease) => store.attempts.release(lease, 'closed')],
  ] satisfies [string, (lease: Lease) => boolean][])(
    'Q23 is cancelled when its attempt is %s, not started again',
    (_, end) => {
      const { job } = store.insertOrGet(newJob(1));
      store.attempts.claim(claimBy('right'));
      store.requestCancel(job.jobId, 'ada');
      expect(end({ jobId: job.jobId, leaseId: 'right' })).toBe(true);
      expect(store.get(job.jobId)).toMatchObject({ state: 'cancelled', retries: 0 });
    },
  );
});

describe('a retry that waits while the clock is set back', () => {
  it('Q20 starts soon, and counts as one that can', () => {
    let hours = 5;
    const now = (): Date => new Date(Date.UTC(2026, 10, 21, hours));
    const moved = new SqliteJobStore(openDatabase(join(folder, 'queue.db'), now()), {
      now,
      monotonicMilliseconds: () => 0,
      after: () => () => undefined,
    });
    const { job } = moved.insertOrGet(newJob(1));
    moved.attempts.claim(claimBy('a'));
    moved.attempts.tryAgain({ jobId: job.jobId, leaseId: 'a' }, lost, 300);
    expect(moved.order.startable()).toBe(0);
    hours = 2;
    expect(moved.order.startable()).toBe(1);
    expect(moved.attempts.claim(claimBy('b'))?.jobId).toBe(job.jobId);
    moved.close();
  });
});

describe('finding and listing', () => {
  it('finds a job by the beginning of its id', () => {
    store.insertOrGet(newJob(1, { jobId: 'abc'.padEnd(32, '0') }));
    store.insertOrGet(newJob(2, { jobId: 'abd'.padEnd(32, '0') }));
    expect(store.find('ABC').name).toBe('job 1');
    expect(() => store.find('ab')).toThrow(/Several jobs start with "ab"/);
    expect(() => store.find('ff')).toThrow(/There is no job "ff"/);
    expect(() => store.find("'; DROP TABLE job")).toThrow(/is not a job id/);
  });

  it('pages newest first, and filters by state and text', async () => {
    for (let number = 1; number <= 5; number++) {
      store.insertOrGet(newJob(number));
      await clock.advance(10);
    }
    store.requestCancel(newJob(2).jobId, 'ada');
    const first = store.list({ limit: 3 });
    expect(first.jobs.map((job) => job.name)).toEqual(['job 5', 'job 4', 'job 3']);
    const second = store.list({
      limit: 3,
      ...(first.nextCursor === null ? {} : { cursor: first.nextCursor }),
    });
    expect(second.jobs.map((job) => job.name)).toEqual(['job 2', 'job 1']);
    expect(second.nextCursor).toBeNull();
    expect(store.list({ limit: 9, states: ['cancelled'] }).jobs.map((job) => job.name)).toEqual(['job 2']);
    expect(store.list({ limit: 9, text: 'JOB 4' }).jobs.map((job) => job.name)).toEqual(['job 4']);
    expect(store.list({ limit: 9, text: '%' }).jobs).toEqual([]);
    expect(() => store.list({ limit: 9, cursor: 'x' })).toThrow(/not a cursor/);
  });
});

describe('the database itself', () => {
  it('is opened so that a commit is on disk, and checks references', () => {
    const database = openDatabase(join(folder, 'other.db'), clock.now());
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(database.pragma('trusted_schema', { simple: true })).toBe(0);
    database.close();
  });

  it.each([
    ["UPDATE job SET state = 'paused'", /cannot change its state/],
    ["UPDATE job SET state = 'completed'", /cannot change its state/],
    ['UPDATE job SET blocked_by = -1', /CHECK/],
    ["UPDATE job SET stalled_at = '2026'", /CHECK/],
    ["UPDATE job SET state = 'running'", /CHECK/],
    ["UPDATE job SET completed_at = '2026'", /CHECK/],
    ['UPDATE job SET fraction = 1', /CHECK/],
    ["UPDATE job SET snapshot_id = 'nowhere'", /FOREIGN KEY/],
    ["UPDATE job_event SET cause = 'rewritten'", /append-only/],
  ])('Q1 Q2 Q3 refuses %s', (sql, reason) => {
    store.insertOrGet(newJob(1));
    const database = openDatabase(join(folder, 'queue.db'), clock.now());
    expect(() => database.exec(sql)).toThrow(reason);
    database.close();
  });

  it('says so when the file cannot be opened', () => {
    const file = join(folder, 'taken.db');
    mkdirSync(file);
    expect(() => openDatabase(file, clock.now())).toThrow(/cannot be opened and written.*--home/);
  });

  it('says so when the file is not a database', () => {
    const file = join(folder, 'text.db');
    writeFileSync(file, 'this is no database, it is a text that is longer than a header\n'.repeat(20));
    expect(() => openDatabase(file, clock.now())).toThrow(/is not a database/);
  });
});
