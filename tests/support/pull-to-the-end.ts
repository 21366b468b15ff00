import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseFeedPath } from '../../src-core/feed/feed-schema.ts';
import { inspectDayFile } from '../../src-worker/data/inspect-day-file.ts';
import { SessionPool } from '../../src-worker/data/session-pool.ts';
import { CoordinatorClient } from '../../src-main/services/coordinator/coordinator-client.ts';
import { CandleCache } from '../../src-main/services/cache/candle-cache.ts';
import { pullCandles } from '../../src-main/services/cache/pull/pull-candles.ts';

/** What the process tells its parent of, so that it can be killed at any step. */
export interface PullStep {
  readonly bytesDone: number;
}

export interface PullOrder {
  readonly baseUrl: string;
  /** Absolute folder of the cache. */
  readonly root: string;
  /** `SOURCE/SUBJECT/KIND/GRANULARITY` */
  readonly feed: string;
  readonly firstDay: string;
  readonly lastDay: string;
}

const ownPath = fileURLToPath(import.meta.url);

/** Starts a process of its own that pulls a range and tells of every step. */
export function startPull(order: PullOrder): ChildProcess {
  return fork(ownPath, [JSON.stringify(order)]);
}

if (process.argv[1] === ownPath && process.argv[2] !== undefined) {
  const { baseUrl, root, feed, firstDay, lastDay } = JSON.parse(process.argv[2]) as PullOrder;
  const sessions = new SessionPool();
  await pullCandles(
    {
      cache: new CandleCache(root),
      quarantine: `${root}-quarantine`,
      client: new CoordinatorClient({ baseUrl }),
      inspect: (request) => inspectDayFile(request, sessions),
      now: () => new Date(),
    },
    {
      feed: parseFeedPath(feed),
      firstDay,
      lastDay,
      refresh: false,
      onProgress: ({ bytesDone }) => process.send?.({ bytesDone } satisfies PullStep),
    },
  );
  sessions.close();
  process.disconnect();
}
