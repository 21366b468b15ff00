import { feedPath } from '../../../src-core/feed/feed.ts';
import { parseFeedPath } from '../../../src-core/feed/feed-schema.ts';
import { parseRange } from '../../../src-core/time/utc.ts';
import { amountOf } from '../../../src-core/text/amount-of.ts';
import { byteSize } from '../../../src-core/text/byte-size.ts';
import { dayFileInspector } from '../../services/cache/day-file-inspector.ts';
import { pullCandles, type PullResult } from '../../services/cache/pull/pull-candles.ts';
import type { PullProgress } from '../../services/cache/pull/pull-progress.ts';
import { describeSpeed } from '../../services/cache/tasks/describe-speed.ts';
import { BandwidthLimit } from '../../services/coordinator/bandwidth-limit.ts';
import { CoordinatorClient } from '../../services/coordinator/coordinator-client.ts';
import { systemClock } from '../../services/jobs/clock.ts';
import { SettingsStore } from '../../services/settings/settings-store.ts';
import { writeResult, type CommandIo, type ProgressUpdate } from '../command-io.ts';
import { parseCount } from '../parse-options.ts';
import { parseRate } from '../parse-rate.ts';
import { withData, type DataOptions } from './data-context.ts';
import { roomMaker, tidyAfter } from './open-upkeep.ts';

export interface DataPullOptions extends DataOptions {
  /** Address of the coordinator. */
  readonly coordinator: string;
  readonly apiKey?: string;
  /** `SOURCE/SUBJECT/KIND/GRANULARITY` */
  readonly feed: string;
  /** Dates as {@link parseRange} reads them; whole days are pulled, both ends included. */
  readonly from: string;
  readonly to: string;
  /** Fetches what is in the cache already as well. */
  readonly refresh: boolean;
  /** Bytes a second, such as `500k`; as the settings say when left out. */
  readonly limitRate?: string;
  /** Files at once. */
  readonly concurrency?: string;
  /** Seconds that one file may take, and all of them. */
  readonly fileTimeout?: string;
  readonly timeout?: string;
}

const daysListed = 10;
const mostFilesAtOnce = 32;
const longestSeconds = 604_800;

/** `hindcast data pull`: brings the candles of a feed and a range from a coordinator into the cache. */
export async function runDataPull(options: DataPullOptions, io: CommandIo): Promise<void> {
  const feed = parseFeedPath(options.feed);
  const { firstDay, lastDay } = parseRange(options.from, options.to);
  const limits = limitsOf(options);
  const client = new CoordinatorClient({ baseUrl: options.coordinator, apiKey: options.apiKey });
  const { result, eviction } = await withData(options, async ({ cache, worker, now }) => {
    const pulled = await pullCandles(
      {
        cache,
        quarantine: options.home.quarantine,
        client,
        inspect: dayFileInspector(worker),
        now,
        makeRoom: roomMaker(options.home, cache),
        bandwidth: new BandwidthLimit(systemClock, await allowedRate(options)),
      },
      {
        feed,
        firstDay,
        lastDay,
        refresh: options.refresh,
        ...limits,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        onProgress: (progress) => io.progress(updateOf(feedPath(feed), progress)),
      },
    );
    return { result: pulled, eviction: await tidyAfter(options.home, cache) };
  });
  const document = {
    coordinator: client.baseUrl,
    feed: feedPath(feed),
    first_day: firstDay,
    last_day: lastDay,
    downloaded: result.downloaded,
    refreshed: result.refreshed,
    skipped: result.skipped,
    bytes: result.bytes,
    missing_days: result.missingDays,
    differing_days: result.differingDays,
    evicted_days: eviction?.days.length ?? 0,
  };
  writeResult(io, document, () => describePull(feedPath(feed), result));
}

/** What the options say, in milliseconds. */
function limitsOf(options: DataPullOptions): {
  concurrency?: number;
  fileTimeout?: number;
  timeout?: number;
} {
  const { concurrency, fileTimeout, timeout } = options;
  return {
    ...(concurrency === undefined
      ? {}
      : { concurrency: parseCount('--concurrency', concurrency, 1, mostFilesAtOnce) }),
    ...(fileTimeout === undefined
      ? {}
      : { fileTimeout: 1000 * parseCount('--file-timeout', fileTimeout, 1, longestSeconds) }),
    ...(timeout === undefined ? {} : { timeout: 1000 * parseCount('--timeout', timeout, 1, longestSeconds) }),
  };
}

async function allowedRate({ limitRate, home }: DataPullOptions): Promise<number | null> {
  if (limitRate !== undefined) return parseRate('--limit-rate', limitRate);
  return (await new SettingsStore(home, systemClock).read()).pullBytesPerSecond;
}

function updateOf(feed: string, progress: PullProgress): ProgressUpdate {
  const { bytesDone, bytesTotal, filesDone, filesTotal, bytesPerSecond, secondsLeft } = progress;
  const speed = describeSpeed(progress);
  return {
    label: `pulling ${feed} (${filesDone} of ${filesTotal} days${speed === '' ? '' : `, ${speed}`})`,
    done: bytesDone,
    total: bytesTotal,
    unit: 'bytes',
    ...(bytesPerSecond === null ? {} : { per_second: Math.round(bytesPerSecond) }),
    ...(secondsLeft === null ? {} : { seconds_left: Math.ceil(secondsLeft) }),
  };
}

function describePull(feed: string, result: PullResult): string {
  const { downloaded, refreshed, skipped, bytes, missingDays, differingDays } = result;
  const total = downloaded.length + skipped.length;
  const lines = [
    downloaded.length === 0
      ? `All ${amountOf(total, 'day')} of ${feed} were here already; nothing was fetched.`
      : `Fetched ${amountOf(downloaded.length, 'day')} of ${feed} (${byteSize(bytes)})${describeRefreshed(refreshed.length)}; ${skipped.length} were here already.`,
  ];
  if (missingDays.length > 0) {
    lines.push(
      `The coordinator has no file for ${amountOf(missingDays.length, 'day')} of the range: ${listDays(missingDays)}.`,
    );
  }
  if (differingDays.length > 0) {
    lines.push(
      `${amountOf(differingDays.length, 'day')} ${differingDays.length === 1 ? 'differs' : 'differ'} from what another coordinator gave; both are kept: ${listDays(differingDays)}. ` +
        'Runs take those that came first, unless their spec names this "coordinator".',
    );
  }
  return lines.join('\n');
}

function listDays(days: readonly string[]): string {
  return days.slice(0, daysListed).join(', ') + (days.length > daysListed ? ', …' : '');
}

function describeRefreshed(count: number): string {
  return count === 0 ? '' : `, ${count} of them in place of an older version`;
}
