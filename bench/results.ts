import { operations, type InputOf, type OutputOf } from '../src-core/api/contract.ts';
import type { resultOperations } from '../src-core/api/contract/results.ts';
import type { CallContext } from '../src-main/services/api/handlers.ts';
import { resultHandlers } from '../src-main/services/api/result-handlers.ts';
import { resolveHome } from '../src-main/services/home/home.ts';
import { systemClock } from '../src-main/services/jobs/clock.ts';
import { openDatabase } from '../src-main/services/jobs/store/database.ts';
import { SqliteJobStore } from '../src-main/services/jobs/store/sqlite-job-store.ts';
import { DataWorkerClient } from '../src-main/services/processes/data-worker-client.ts';
import { ForkedNodeSpawner } from '../src-main/services/processes/forked-node-spawner.ts';

type ResultOperation = keyof typeof resultOperations;

/** Milliseconds of the first time, when files have to be read, and of later times; each the best of some. */
export interface LookCost {
  readonly what: string;
  first: number;
  later: number;
  readonly aim: string;
}

const laterRounds = 7;
/** A first time comes once in the life of a data worker. */
const lives = 3;
const owner = { session: { role: 'owner', permissions: [] }, actor: 'bench' } as CallContext;
const secondsPerDay = 86_400;

/**
 * What the screens of a run ask for, on the results that a home holds: from the handler's call to its answer, the way
 * through the data worker included. The worker is running already.
 *
 * @param root of a home with at least one completed run
 */
export async function benchResults(root: string): Promise<LookCost[]> {
  const costs = await benchLife(root);
  for (let life = 1; life < lives; life++) {
    const others = await benchLife(root);
    costs.forEach((cost, index) => {
      cost.first = Math.min(cost.first, others[index]?.first ?? cost.first);
      cost.later = Math.min(cost.later, others[index]?.later ?? cost.later);
    });
  }
  return costs;
}

async function benchLife(root: string): Promise<LookCost[]> {
  const home = resolveHome(root, {});
  const store = new SqliteJobStore(openDatabase(home.database, new Date()), systemClock);
  const worker = new DataWorkerClient(new ForkedNodeSpawner(process.env));
  const handlers = resultHandlers({ home, store, worker });
  const ask = async <Name extends ResultOperation>(
    name: Name,
    input: InputOf<Name>,
  ): Promise<OutputOf<Name>> => {
    const handler = handlers[name] as (given: unknown, context: CallContext) => Promise<OutputOf<Name>>;
    return handler(operations[name].input.parse(input), owner);
  };
  const costs: LookCost[] = [];
  const measure = async (what: string, aim: string, look: () => Promise<unknown>): Promise<void> => {
    const timed = async (): Promise<number> => {
      const started = performance.now();
      await look();
      return performance.now() - started;
    };
    const first = await timed();
    let later = Number.POSITIVE_INFINITY;
    for (let round = 0; round < laterRounds; round++) later = Math.min(later, await timed());
    costs.push({ what, first, later, aim });
  };
  try {
    const { jobs } = store.list({ states: ['completed'], limit: 10 });
    const jobIds = jobs.map((job) => job.jobId);
    const jobId = jobIds[0] ?? '';
    // Starts the worker without reading anything of the results.
    await worker.request('compareScores', { runs: [], points: 10 });
    await measure('tab Overview and Quality: summary and charts', '200 ms', async () => {
      await ask('results.get', { jobId });
      await ask('results.charts', { jobId });
    });
    const { summary } = await ask('results.get', { jobId });
    const start = Date.parse(summary.data.start) / 1000;
    const subject = summary.data.feeds[0]?.split('/')[1] ?? '';
    const page = { jobId, offset: 0, limit: 100 };
    await measure('tab Predictions: page and candles of its day', '200 ms', async () => {
      await Promise.all([
        ask('results.predictions', page),
        ask('results.candles', { jobId, subject, from: start, to: start + secondsPerDay, points: 1000 }),
      ]);
    });
    let offset = 100_000;
    await measure('page of 100 predictions', '50 ms', () =>
      ask('results.predictions', { ...page, offset: (offset += 100) }),
    );
    await measure('page sorted by value', '50 ms', () =>
      ask('results.predictions', { ...page, offset: (offset += 100), sort: 'value', descending: true }),
    );
    await measure('page of one status and a quarter of the time', '50 ms', () =>
      ask('results.predictions', {
        ...page,
        status: 'scored',
        from: start,
        to: start + 91 * secondsPerDay,
        offset: (offset += 100) - 100_000,
      }),
    );
    await measure('score, whole', '', () =>
      ask('results.series', { jobId, series: 'cumulative_score', points: 2400 }),
    );
    let day = 1;
    await measure('zoom of the score into a month', '', () =>
      ask('results.series', {
        jobId,
        series: 'cumulative_score',
        points: 2400,
        from: start + day * secondsPerDay,
        to: start + (day++ + 30) * secondsPerDay,
      }),
    );
    await measure('drawdown, whole', '', () =>
      ask('results.series', { jobId, series: 'drawdown', points: 2400 }),
    );
    await measure('candles, whole run, with the largest predictions', '', () =>
      ask('results.candles', { jobId, subject, points: 1000 }),
    );
    await measure('pan of the candles by a day', '', () =>
      ask('results.candles', {
        jobId,
        subject,
        points: 1000,
        from: start + day * secondsPerDay,
        to: start + ++day * secondsPerDay,
      }),
    );
    if (jobIds.length > 1) {
      await measure(`comparison of ${jobIds.length} runs`, '', () => ask('results.compare', { jobIds }));
    }
    return costs;
  } finally {
    await worker.close();
    store.close();
  }
}

/** A line of the table: both times, how many times cheaper the later one is, and what to reach. */
export function lookRow({ what, first, later, aim }: LookCost): [what: string, figure: string, aim: string] {
  const figure = `${first.toFixed(0)}, then ${later.toFixed(1)} ms`;
  return [`${what} (${(first / later).toFixed(0)}x)`, figure, aim];
}
