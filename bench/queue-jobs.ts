import { openDatabase } from '../src-main/services/jobs/store/database.ts';
import { systemClock } from '../src-main/services/jobs/clock.ts';
import { atItsTurn, type NewJob } from '../src-main/services/jobs/store/job-record.ts';
import { SqliteJobStore } from '../src-main/services/jobs/store/sqlite-job-store.ts';
import type { Home } from '../src-main/services/home/home.ts';

const priorities = ['low', 'normal', 'high', 'urgent'] as const;
const owners = ['ada', 'grace', 'edsger'];
const jobsAtOnce = 5000;

export function openStore(home: Home): SqliteJobStore {
  return new SqliteJobStore(openDatabase(home.database, new Date()), systemClock);
}

export function idOf(number: number): string {
  return number.toString(16).padStart(8, '0').padEnd(32, '7');
}

/** Puts jobs into a queue that look like real ones, as far as lists and claims can tell. */
export function fillQueue(store: SqliteJobStore, count: number): void {
  for (let from = 0; from < count; from += jobsAtOnce) {
    store.together(() => {
      for (let number = from; number < Math.min(count, from + jobsAtOnce); number++) {
        store.insertOrGet(jobOf(number));
      }
    });
  }
}

function jobOf(number: number): NewJob {
  const feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
  const model = `/home/ada/models/model-${number % 50}.ts`;
  return {
    jobId: idOf(number),
    kind: 'replay',
    name: `sweep ${number % 400}, lookback ${number % 97}`,
    spec: {
      kind: 'replay',
      name: `sweep ${number}`,
      seed: number,
      feed,
      model: { path: model, params: { a: 1 } },
    },
    outline: {
      feeds: ['binance/BTCUSDT/candle/1m'],
      firstDay: '2022-01-03',
      lastDay: '2022-12-31',
      modelPath: model,
      modelLabel: `model-${number % 50}.ts`,
    },
    options: { checkLookahead: false },
    priority: priorities[number % priorities.length] ?? 'normal',
    createdBy: owners[number % owners.length] ?? 'ada',
    snapshot: { snapshotId: 'bench', files: [], datasetVersionIds: { feed: 'v1' } },
    modelHash: 'm',
    codeFiles: { 'model.ts': 'h' },
    maxRetries: 3,
    schedule: atItsTurn,
  };
}
