import type { QuarantinedFile } from '../../../src-core/api/contract/cache-upkeep.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { parseFeedPath } from '../../../src-core/feed/feed-schema.ts';
import { amountOf } from '../../../src-core/text/amount-of.ts';
import { byteSize } from '../../../src-core/text/byte-size.ts';
import { dayFileInspector } from '../../services/cache/day-file-inspector.ts';
import { FeedTurns } from '../../services/cache/feed-turns.ts';
import { discardQuarantined, listQuarantine } from '../../services/cache/upkeep/quarantine-list.ts';
import { failureOf, refetch } from '../../services/cache/upkeep/refetch.ts';
import { CoordinatorClient } from '../../services/coordinator/coordinator-client.ts';
import { writeResult, type CommandIo } from '../command-io.ts';
import { withData, type DataOptions } from './data-context.ts';
import { roomMaker } from './open-upkeep.ts';

export interface DataQuarantineOptions extends DataOptions {
  /** `SOURCE/SUBJECT/KIND/GRANULARITY`; all feeds when left out. */
  readonly feed?: string;
  /** One day of the feed, `YYYY-MM-DD`; all days when left out. */
  readonly day?: string;
  readonly act: 'list' | 'refetch' | 'delete';
  /** Where to fetch files of which it is not known where they came from, and the address that the key belongs to. */
  readonly coordinator: string;
  readonly apiKey?: string;
}

/**
 * `hindcast data quarantine`: lists damaged files, fetches their days again, or deletes them.
 *
 * @throws HindcastError after the result was written, the first of what could not be fetched
 */
export async function runDataQuarantine(options: DataQuarantineOptions, io: CommandIo): Promise<void> {
  const feed = options.feed === undefined ? undefined : feedPath(parseFeedPath(options.feed));
  const files = (await listQuarantine(options.home.quarantine)).filter(
    (file) =>
      (feed === undefined || feedPath(file.feed) === feed) &&
      (options.day === undefined || file.day === options.day),
  );
  if (options.act === 'refetch' && files.length > 0) return refetchFiles(options, files, io);
  if (options.act === 'delete') {
    const { files: count, freedBytes } = await discardQuarantined(options.home.quarantine, files);
    writeResult(
      io,
      { deleted_files: count, freed_bytes: freedBytes },
      () => `Deleted ${amountOf(count, 'file')} (${byteSize(freedBytes)}).`,
    );
    return;
  }
  writeResult(io, { quarantine: options.home.quarantine, files: files.map(documentOf) }, () =>
    files.length === 0 ? 'There is no damaged file in quarantine.' : files.map(describe).join('\n'),
  );
}

async function refetchFiles(
  options: DataQuarantineOptions,
  files: readonly QuarantinedFile[],
  io: CommandIo,
): Promise<void> {
  const base = new CoordinatorClient({ baseUrl: options.coordinator, apiKey: options.apiKey });
  const result = await withData(options, ({ cache, worker, now }) =>
    refetch(
      {
        cache,
        now,
        quarantine: options.home.quarantine,
        turns: new FeedTurns(),
        inspect: dayFileInspector(worker),
        makeRoom: roomMaker(options.home, cache),
        // The key belongs to its address and goes nowhere else.
        clientOf: async (source) =>
          source === null || source === base.baseUrl ? base : new CoordinatorClient({ baseUrl: source }),
      },
      files,
      options.signal,
      (done, total) => io.progress({ label: 'fetching again', done, total, unit: 'ranges' }),
    ),
  );
  writeResult(
    io,
    { fetched: result.days, bytes: result.bytes, failed: result.failed },
    () => `Fetched ${amountOf(result.days.length, 'day')} again (${byteSize(result.bytes)}).`,
  );
  const failure = failureOf(result);
  if (failure !== undefined) throw failure;
}

function documentOf({ id, feed, day, reason, foundAt, sizeBytes, origin, source }: QuarantinedFile): object {
  return {
    id,
    feed: feedPath(feed),
    day,
    reason,
    found_at: foundAt,
    size_bytes: sizeBytes,
    origin,
    source,
  };
}

function describe({ feed, day, reason, foundAt, sizeBytes }: QuarantinedFile): string {
  return `${feedPath(feed)} ${day} (${byteSize(sizeBytes)}, found ${foundAt}): ${reason}`;
}
