import { feedPath } from '../../../src-core/feed/feed.ts';
import { parseFeedPath } from '../../../src-core/feed/feed-schema.ts';
import type { DayFile } from '../../../src-core/feed/index-entry.ts';
import { formatCount } from '../../../src-core/result/format-figure.ts';
import { amountOf } from '../../../src-core/text/amount-of.ts';
import { byteSize } from '../../../src-core/text/byte-size.ts';
import { selectFeed } from '../../services/cache/pull/pull-plan.ts';
import { CoordinatorClient } from '../../services/coordinator/coordinator-client.ts';
import { offeredFeeds, type OfferedFeed } from '../../services/coordinators/offered-feeds.ts';
import { alignColumns } from '../align-columns.ts';
import { writeResult, type CommandIo } from '../command-io.ts';

export interface DataIndexOptions {
  /** Address of the coordinator. */
  readonly coordinator: string;
  readonly apiKey?: string;
  /** `SOURCE/SUBJECT/KIND/GRANULARITY`, to be shown day by day; an overview of all feeds when left out. */
  readonly feed?: string;
  readonly signal?: AbortSignal;
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
  const offered = offeredFeeds(selectFeed(index, feed, client.baseUrl));
  const feeds = offered.map((each) => Object.assign(documentOf(each), { days: each.files.map(dayOf) }));
  writeResult(io, { coordinator: client.baseUrl, feeds }, () => offered.map(describeDays).join('\n'));
}

function dayOf({ day, records, sizeBytes }: DayFile): object {
  return { day, rows: records, size_bytes: sizeBytes };
}

function documentOf({ feed, files, firstDay, lastDay, records, sizeBytes }: OfferedFeed): object {
  return {
    feed: feedPath(feed),
    first_day: firstDay,
    last_day: lastDay,
    day_count: files.length,
    rows: records,
    size_bytes: sizeBytes,
  };
}

function describeFeeds(offered: readonly OfferedFeed[]): string {
  return alignColumns(
    [
      ['Feed', 'First day', 'Last day', 'Days', 'Candles', 'Size'],
      ...offered.map(({ feed, files, firstDay, lastDay, records, sizeBytes }) => [
        feedPath(feed),
        firstDay,
        lastDay,
        formatCount(files.length),
        formatCount(records),
        byteSize(sizeBytes),
      ]),
    ],
    [3, 4, 5],
  );
}

function describeDays({ feed, files, records, sizeBytes }: OfferedFeed): string {
  const table = alignColumns(
    [
      ['Day', 'Candles', 'Size'],
      ...files.map((file) => [file.day, formatCount(file.records), byteSize(file.sizeBytes)]),
    ],
    [1, 2],
  );
  return `${feedPath(feed)}: ${amountOf(files.length, 'day')}, ${amountOf(records, 'candle')}, ${byteSize(sizeBytes)}\n${table}`;
}
