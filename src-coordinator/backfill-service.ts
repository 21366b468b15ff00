import type Database from 'better-sqlite3';
import { HindcastError } from '../src-core/errors/hindcast-error.ts';
import { feedPath, granularitySeconds, type Feed } from '../src-core/feed/feed.ts';
import { isoSeconds } from '../src-core/time/utc.ts';
import type { CoordinatorLogger } from './logger.ts';
import type { ParquetSink } from './parquet/parquet-sink.ts';
import type { HistoryProvider, HistoryRecord } from './providers/history-provider.ts';
import type { BackfillJob } from './store/backfill-job.ts';
import type { BackfillJobStore } from './store/backfill-job-store.ts';
import type { DayFileCatalogue } from './store/day-file-catalogue.ts';

export interface BackfillServiceOptions {
  readonly database: Database.Database;
  readonly jobs: BackfillJobStore;
  readonly catalogue: DayFileCatalogue;
  readonly sink: ParquetSink;
  /** The provider of a configured feed; undefined for any other feed. */
  readonly providerOf: (feed: Feed) => HistoryProvider | undefined;
  readonly logger: CoordinatorLogger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const cancelledBy = 'Cancelled by an operator of this coordinator. Retry it to go on where it stopped.';

/**
 * Runs backfill jobs, one at a time (contract section 1.9). After each page the files are on the disk before the cursor
 * moves, and cursor, counts and catalogue change in one transaction; so a job that was interrupted goes on where it
 * stood and counts nothing twice.
 */
export class BackfillService {
  readonly #options: BackfillServiceOptions;
  readonly #stopping = new AbortController();
  #cancelling = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(options: BackfillServiceOptions) {
    this.#options = options;
  }

  /** Goes on with the job that the last process left pending or running. */
  resume(): void {
    const job = this.#options.jobs.active();
    if (job !== undefined) this.#start(job);
  }

  /**
   * Accepts a backfill of `startSeconds <= ts < endSeconds` and starts it; undefined when another job is pending or
   * running. Feed and range have been checked.
   */
  submit(feed: Feed, startSeconds: number, endSeconds: number): BackfillJob | undefined {
    const job = this.#options.jobs.insert(feed, startSeconds, endSeconds);
    if (job !== undefined) this.#start(job);
    return job;
  }

  /**
   * Ends the job that is pending or running: at once while it waits for its source, else after the current page.
   * Resolves when that is stored; undefined when the job is neither pending nor running.
   */
  async cancel(id: string): Promise<BackfillJob | undefined> {
    const { jobs } = this.#options;
    if (jobs.active()?.id !== id) return undefined;
    this.#cancelling.abort();
    await this.#work;
    return jobs.get(id);
  }

  /**
   * Lets a failed or cancelled job go on at its cursor; undefined when it is neither, or another job is pending or
   * running.
   */
  retry(id: string): BackfillJob | undefined {
    const job = this.#options.jobs.retry(id);
    if (job !== undefined) this.#start(job);
    return job;
  }

  /** Resolves when no job is being worked on. */
  idle(): Promise<void> {
    return this.#work;
  }

  /** Stops at the end of the current page; the job stays running and goes on at the next start. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#work;
  }

  #start(job: BackfillJob): void {
    const cancelling = new AbortController();
    this.#cancelling = cancelling;
    this.#work = this.#work.then(() => this.#runToEnd(job, cancelling.signal));
  }

  async #runToEnd(job: BackfillJob, cancelled: AbortSignal): Promise<void> {
    const { jobs, logger } = this.#options;
    const about = { job: job.id, feed: feedPath(job.feed) };
    try {
      await this.#run(job, AbortSignal.any([this.#stopping.signal, cancelled]));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      try {
        if (cancelled.aborted) {
          jobs.cancel(job.id, cancelledBy);
          logger.info({ ...about, reason }, 'backfill cancelled');
        } else if (!this.#stopping.signal.aborted) {
          logger.error({ ...about, reason }, 'backfill failed');
          jobs.fail(job.id, reason);
        }
      } catch (storeError) {
        // The job stays running and is taken up at the next start.
        logger.error({ ...about, reason: String(storeError) }, 'the end of the backfill could not be stored');
      }
    }
  }

  /** @throws when the job did not get to its end: what the source or the sink threw, or that the signal is aborted */
  async #run(job: BackfillJob, signal: AbortSignal): Promise<void> {
    const { jobs, catalogue, database, sink, providerOf, logger } = this.#options;
    signal.throwIfAborted();
    jobs.markRunning(job.id);
    const provider = providerOf(job.feed);
    if (provider === undefined) {
      throw new HindcastError('UNKNOWN_FEED', `The feed ${feedPath(job.feed)} is not configured any more.`);
    }
    const available = Math.min(job.endSeconds, this.#endOfClosedRecords(job.feed));
    let cursorSeconds = job.cursorSeconds;
    let records = job.recordsWritten;
    while (cursorSeconds < available) {
      const request = { startSeconds: cursorSeconds, endSeconds: available, limit: provider.pageSize };
      const page = await provider.fetchPage({ feed: job.feed, ...request, signal });
      const lastSeconds = checkPage(page, cursorSeconds, available);
      const files = await sink.write(job.feed, page);
      if (lastSeconds !== undefined) cursorSeconds = this.#cursorAfter(job, lastSeconds);
      records += page.length;
      const commit = database.transaction(() => {
        jobs.advance(job.id, { cursorSeconds, records: page.length });
        for (const file of files) catalogue.put(file);
      });
      commit.immediate();
      signal.throwIfAborted();
      if (lastSeconds === undefined) break;
    }
    jobs.complete(job.id);
    const about = { job: job.id, feed: feedPath(job.feed), cursor: isoSeconds(cursorSeconds), records };
    logger.info(
      about,
      records > 0 ? 'backfill completed' : 'backfill completed: its source has nothing in its range',
    );
  }

  /** The first second from which on a record's period is not over yet: such a record could still change. */
  #endOfClosedRecords(feed: Feed): number {
    const nowSeconds = Math.floor(this.#options.now() / 1000);
    return nowSeconds - periodOf(feed) + 1;
  }

  /** One second past the last record; the end of the range when no further record fits before it. */
  #cursorAfter(job: BackfillJob, lastSeconds: number): number {
    return lastSeconds + periodOf(job.feed) >= job.endSeconds ? job.endSeconds : lastSeconds + 1;
  }
}

/** Seconds that a record of a feed stands for; a record that is no candle stands for its second. */
function periodOf(feed: Feed): number {
  return feed.kind === 'candle' ? (granularitySeconds(feed.granularity) ?? 1) : 1;
}

/** The time of a page's last record; a page that is out of order or out of range would corrupt the cursor. */
function checkPage(page: readonly HistoryRecord[], from: number, end: number): number | undefined {
  let previous = from;
  for (const { ts } of page) {
    if (!Number.isInteger(ts) || ts < previous || ts >= end) {
      throw new HindcastError(
        'DATA_CORRUPT',
        `The provider sent a record at ${ts}, which is out of order or outside ${isoSeconds(from)} to ${isoSeconds(end)}.`,
      );
    }
    previous = ts;
  }
  return page.length === 0 ? undefined : previous;
}
