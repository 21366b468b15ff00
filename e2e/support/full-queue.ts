import { createHome, resolveHome } from '../../src-main/services/home/home.ts';
import { openDatabase } from '../../src-main/services/jobs/store/database.ts';
import { atItsTurn, type NewJob } from '../../src-main/services/jobs/store/job-record.ts';
import { SqliteJobStore } from '../../src-main/services/jobs/store/sqlite-job-store.ts';

export const fullQueueSize = 10_000;

const subjects = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT'];
const models = ['mean-reversion.ts', 'trend_following.py', 'volatility-regime.js'];
const minute = 60_000;
/** Young enough not to be cleaned up. */
const ageMilliseconds = 30 * 24 * 60 * minute;

/** Fills the queue of a home with jobs that have all ended, one made each minute, as weeks of work leave them. */
export function fillQueue(root: string): void {
  const home = resolveHome(root, {});
  createHome(home);
  let now = Date.now() - ageMilliseconds;
  const clock = {
    now: () => new Date(now),
    monotonicMilliseconds: () => now,
    after: () => () => undefined,
  };
  const store = new SqliteJobStore(openDatabase(home.database, clock.now()), clock);
  try {
    store.together(() => {
      for (let number = 1; number <= fullQueueSize; number++, now += minute) endJob(store, number);
    });
  } finally {
    store.close();
  }
}

function endJob(store: SqliteJobStore, number: number): void {
  const { job } = store.insertOrGet(jobOf(number));
  if (number % 20 === 0) {
    store.requestCancel(job.jobId, 'ada');
    return;
  }
  const lease = { jobId: job.jobId, leaseId: 'lease' };
  store.attempts.claim({ ...lease, ownerProcess: '1@' });
  if (number % 9 === 0) {
    store.attempts.fail(lease, {
      code: 'MODEL_FAILED',
      message: 'The model threw: weights.json is missing.',
    });
    return;
  }
  const value = Math.sin(number) / 20;
  const headline = {
    metric: 'score_mean',
    label: 'Mean score',
    value,
    standard_error: 0.006,
    interval_low: value - 0.012,
    interval_high: value + 0.012,
    confidence: 0.95,
    method: 'block bootstrap',
  };
  const warnings = number % 7 === 0 ? ['3 candles are missing.'] : [];
  store.attempts.complete(
    lease,
    {
      headline,
      warnings,
      resultPath: `results/${job.jobId}`,
      resultBytes: 1_900_000,
      peakMemoryBytes: 290e6,
    },
    () => undefined,
  );
}

function jobOf(number: number): NewJob {
  const subject = subjects[number % subjects.length] as string;
  const model = models[number % models.length] as string;
  return {
    jobId: number.toString(16).padStart(32, '0'),
    kind: 'replay',
    name: `attempt ${number}`,
    spec: { kind: 'replay' },
    outline: {
      feeds: [`binance/${subject}/candle/1m`],
      firstDay: '2026-01-01',
      lastDay: '2026-01-31',
      modelPath: `/models/${model}`,
      modelLabel: model,
    },
    options: { checkLookahead: false },
    priority: 'normal',
    createdBy: 'ada',
    snapshot: { snapshotId: 'january', files: [], datasetVersionIds: {} },
    modelHash: 'hash',
    codeFiles: { [model]: 'hash' },
    maxRetries: 3,
    schedule: atItsTurn,
  };
}
