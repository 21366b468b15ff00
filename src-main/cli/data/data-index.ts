import { feedPath, parseFeedPath } from '../../../src-core/feed/feed.ts';
import type { DayFile } from '../../../src-core/feed/index-entry.ts';
import { selectFeed } from '../../services/cache/pull-plan.ts';
import { CoordinatorClient } from '../../services/coordinator/coordinator-client.ts';
import { alignColumns } from '../align-columns.ts';
import { writeResult, type CommandIo } from '../command-io.ts';
import { formatBytes } from './format-bytes.ts';

export interface DataIndexOptions {
  /** Address of the coordinator. */
  readonly coordinator: string;
  readonly apiKey?: string;
  /** `SOURCE/SUBJECT/KIND/GRANULARITY`, to be shown day by day; an overview of all feeds when left out. */
  readonly feed?: string;
  readonly signal?: AbortSignal;
}

interface OfferedFeed {
  readonly feed: string;
  /** Sorted by day; at least one. */
  readonly files: readonly DayFile[];
  readonly rows: number;
  readonly sizeBytes: number;
}

/**
 * `hindcast data index`: shows what a coordinator offers (contract section 1.6). Nothing is written.
 *
 * @throws HindcastError `UNKNOWN_FEED` when it has nothing of the feed that was asked for; what the client throws
 */
export async function runDataIndex(options: DataIndexOptions, io: CommandIo): Promise<void> {
  const feed = options.feed === undefined ? undefined : parseFeedPath(options.feed);
  const client = new CoordinatorClient({ baseUrl: options.coordinator, apiKey: options.apiKey });
  const index = await client.index(options.signal);
  if (feed === undefined) {
    const offered = offeredFeeds(index);
    writeResult(io, { coordinator: client.baseUrl, feeds: offered.map(documentOf) }, () =>
      offered.length === 0
        ? `The coordinator at ${client.baseUrl} has no data at all: run a backfill there first.`
        : describeFeeds(offered),
    );
    return;
  }
  const offered = offeredFeed(feedPath(feed), selectFeed(index, feed, client.baseUrl));
  const days = offered.files.map(({ day, records, sizeBytes }) => ({
    day,
    rows: records,
    size_bytes: sizeBytes,
  }));
  const document = { coordinator: client.baseUrl, feeds: [{ ...documentOf(offered), days }] };
  writeResult(io, document, () => describeDays(offered));
}

function offeredFeeds(index: readonly DayFile[]): OfferedFeed[] {
  const byFeed = Map.groupBy(index, ({ feed }) => feedPath(feed));
  return [...byFeed]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, files]) =>
      offeredFeed(
        name,
        files.sort((left, right) => (left.day < right.day ? -1 : 1)),
      ),
    );
}

function offeredFeed(feed: string, files: readonly DayFile[]): OfferedFeed {
  return {
    feed,
    files,
    rows: files.reduce((sum, { records }) => sum + records, 0),
    sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

function documentOf({ feed, files, rows, sizeBytes }: OfferedFeed): object {
  return {
    feed,
    first_day: files[0]?.day,
    last_day: files.at(-1)?.day,
    day_count: files.length,
    rows,
    size_bytes: sizeBytes,
  };
}

function describeFeeds(offered: readonly OfferedFeed[]): string {
  return alignColumns(
    [
      ['Feed', 'First day', 'Last day', 'Days', 'Rows', 'Size'],
      ...offered.map(({ feed, files, rows, sizeBytes }) => [
        feed,
        files[0]?.day ?? '',
        files.at(-1)?.day ?? '',
        String(files.length),
        String(rows),
        formatBytes(sizeBytes),
      ]),
    ],
    [3, 4, 5],
  );
}

function describeDays({ feed, files, rows, sizeBytes }: OfferedFeed): string {
  const table = alignColumns(
    [
      ['Day', 'Rows', 'Size'],
      ...files.map((file) => [file.day, String(file.records), formatBytes(file.sizeBytes)]),
    ],
    [1, 2],
  );
  const days = files.length === 1 ? '1 day' : `${files.length} days`;
  return `${feed}: ${days}, ${rows} rows, ${formatBytes(sizeBytes)}\n${table}`;
}
