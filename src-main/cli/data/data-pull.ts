import { feedPath } from '../../../src-core/feed/feed.ts';
import { parseFeedPath } from '../../../src-core/feed/feed-schema.ts';
import { parseRange } from '../../../src-core/time/utc.ts';
import { pullCandles, type PullResult } from '../../services/cache/pull-candles.ts';
import { CoordinatorClient } from '../../services/coordinator/coordinator-client.ts';
import { writeResult, type CommandIo } from '../command-io.ts';
import { withData, type DataOptions } from './data-context.ts';
import { formatBytes } from './format-bytes.ts';

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
}

const daysListed = 10;

/** `hindcast data pull`: brings the candles of a feed and a range from a coordinator into the cache. */
export async function runDataPull(options: DataPullOptions, io: CommandIo): Promise<void> {
  const feed = parseFeedPath(options.feed);
  const { firstDay, lastDay } = parseRange(options.from, options.to);
  const client = new CoordinatorClient({ baseUrl: options.coordinator, apiKey: options.apiKey });
  const result = await withData(options, ({ cache, worker, now }) =>
    pullCandles(
      {
        cache,
        quarantine: options.home.quarantine,
        client,
        inspect: (request) => worker.request('inspectDayFile', request),
        now,
      },
      {
        feed,
        firstDay,
        lastDay,
        refresh: options.refresh,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        onProgress: ({ bytesDone, bytesTotal, filesDone, filesTotal }) =>
          io.progress({
            label: `pulling ${feedPath(feed)} (${filesDone} of ${filesTotal} days)`,
            done: bytesDone,
            total: bytesTotal,
            unit: 'bytes',
          }),
      },
    ),
  );
  const document = {
    coordinator: client.baseUrl,
    feed: feedPath(feed),
    first_day: firstDay,
    last_day: lastDay,
    downloaded: result.downloaded,
    skipped: result.skipped,
    bytes: result.bytes,
    missing_days: result.missingDays,
  };
  writeResult(io, document, () => describePull(feedPath(feed), result));
}

function describePull(feed: string, { downloaded, skipped, bytes, missingDays }: PullResult): string {
  const total = downloaded.length + skipped.length;
  const lines = [
    downloaded.length === 0
      ? `All ${countDays(total)} of ${feed} were here already; nothing was fetched.`
      : `Fetched ${countDays(downloaded.length)} of ${feed} (${formatBytes(bytes)}); ${skipped.length} were here already.`,
  ];
  if (missingDays.length > 0) {
    const listed =
      missingDays.slice(0, daysListed).join(', ') + (missingDays.length > daysListed ? ', …' : '');
    lines.push(`The coordinator has no file for ${countDays(missingDays.length)} of the range: ${listed}.`);
  }
  return lines.join('\n');
}

function countDays(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
