import { dirname, join } from 'node:path';
import { dayOfFileName } from '../../../src-core/feed/candle-file.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { feedSchema } from '../../../src-core/feed/feed-schema.ts';
import { dayFilePath } from '../../../src-core/feed/index-entry.ts';
import type { PinnedFile } from '../../../src-core/job/worker-protocol.ts';
import { daysBetween } from '../../../src-core/time/utc.ts';
import { namesIn } from '../files/names-in.ts';
import type { PinnedDataset } from '../jobs/submission/dataset-pinner.ts';
import { statDayFiles } from './day-file-stats.ts';
import { readLedger } from './ledger.ts';
import { pinOwnDays } from './versions/pin-own-days.ts';
import { byPath, datasetVersionOf, pinFeed, snapshotIdOf } from './versions/pin-snapshot.ts';

/**
 * The candle files on this machine: `<root>/{source}/{subject}/{kind}/{granularity}/YYYY-MM-DD.parquet`, one for each
 * UTC day. A file under its final name is whole and was verified; the files are the truth, each feed's ledger only
 * saves reading them again.
 */
export class CandleCache {
  /** Absolute path. */
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Absolute path of a day file, whether it is there or not. */
  pathOf(feed: Feed, day: string): string {
    return join(this.root, dayFilePath(feed, day));
  }

  /** Absolute path of a feed's folder, whether it is there or not. */
  folderOf(feed: Feed): string {
    return dirname(this.pathOf(feed, '1970-01-01'));
  }

  /** The days of a feed that have a file, in order. */
  async cachedDays(feed: Feed): Promise<string[]> {
    const names = await namesIn(this.folderOf(feed));
    return names.flatMap((name) => dayOfFileName(name) ?? []).sort();
  }

  /** Bytes of the day files of some days of a feed; a day without a file counts nothing. */
  async sizeOf(feed: Feed, days: readonly string[]): Promise<number> {
    const stats = await statDayFiles(this, feed, days);
    return [...stats.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** The feeds that have at least one day file, by name. */
  async listFeeds(): Promise<Feed[]> {
    let branches: string[][] = [[]];
    for (let level = 0; level < 4; level++) {
      const next = await Promise.all(
        branches.map(async (branch) =>
          (await namesIn(join(this.root, ...branch))).map((name) => branch.concat(name)),
        ),
      );
      branches = next.flat();
    }
    const feeds = branches.flatMap(([source, subject, kind, granularity]) => {
      const parsed = feedSchema.safeParse({ source, subject, kind, granularity });
      return parsed.success ? [parsed.data] : [];
    });
    const days = await Promise.all(feeds.map((feed) => this.cachedDays(feed)));
    return feeds
      .filter((_, index) => days[index]?.length !== 0)
      .sort((left, right) => (feedPath(left) < feedPath(right) ? -1 : 1));
  }

  /**
   * Fixes the files that a job reads. Takes hashes from the ledger where size and modification time say that a file is
   * untouched, and from the file itself elsewhere.
   *
   * @param coordinator address of the one whose version of a day is taken where it differs; the usual files when left out
   * @throws HindcastError `DATA_CORRUPT` when a file that is not in the ledger is no Parquet file; `DATA_MISSING` when a
   *   version of that coordinator is gone
   */
  async pinSnapshot(
    feeds: readonly Feed[],
    firstDay: string,
    lastDay: string,
    coordinator?: string,
  ): Promise<PinnedDataset> {
    const range = daysBetween(firstDay, lastDay);
    const missingDays = new Set<string>();
    const perFeed = await Promise.all(
      feeds.map(async (feed) => {
        const [cached, ledger] = await Promise.all([this.cachedDays(feed), readLedger(this.folderOf(feed))]);
        const own =
          coordinator === undefined
            ? new Map<string, PinnedFile>()
            : await pinOwnDays(this, feed, range, ledger, coordinator);
        const present = new Set(cached);
        const usual = range.filter((day) => present.has(day) && !own.has(day));
        const stats = await statDayFiles(this, feed, usual);
        for (const day of range) if (!stats.has(day) && !own.has(day)) missingDays.add(day);
        return [...(await pinFeed(this.root, feed, stats, ledger)), ...own.values()].sort(byPath);
      }),
    );
    const files = perFeed.flat();
    return {
      snapshotId: snapshotIdOf(files),
      files,
      datasetVersionIds: Object.fromEntries(
        feeds.map((feed) => [feedPath(feed), datasetVersionOf(feed, files)]),
      ),
      missingDays: [...missingDays].sort(),
    };
  }
}
