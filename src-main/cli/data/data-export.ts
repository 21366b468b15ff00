import { resolve } from 'node:path';
import {
  candleExportFormats,
  type CandleExportFormat,
  type CandleExportTimes,
} from '../../../src-core/data/candle-export.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { percentDone } from '../../../src-core/job/percent-done.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { amountOf } from '../../../src-core/text/amount-of.ts';
import { byteSize } from '../../../src-core/text/byte-size.ts';
import { placeToWrite } from '../../services/exports/place-to-write.ts';
import { exportCandles } from '../../services/cache/files-in-and-out/export-candles.ts';
import { followWriting } from '../../services/cache/tasks/follow-writing.ts';
import { endingWorkerOnAbort } from '../../services/processes/ending-worker-on-abort.ts';
import { writeResult, type CommandIo, type ProgressUpdate } from '../command-io.ts';
import { findCachedFeed } from './cached-feed.ts';
import { withData, type DataOptions } from './data-context.ts';

export interface DataExportOptions extends DataOptions {
  /** `SOURCE/SUBJECT/KIND/GRANULARITY` */
  readonly feed: string;
  /** As `parseTime` reads them, both included; all that is here when left out. */
  readonly from?: string;
  readonly to?: string;
  /** `csv` or `parquet`. */
  readonly format: string;
  /** File to write, replaced in one step when it exists. */
  readonly out: string;
  readonly times: CandleExportTimes;
}

/** `hindcast data export`: writes cached candles into a file. */
export async function runDataExport(options: DataExportOptions, io: CommandIo): Promise<void> {
  const format = formatOf(options.format);
  const { from, to, times, signal } = options;
  const path = await placeToWrite(resolve(options.out));
  await withData(options, async ({ cache, worker }) => {
    const feed = await findCachedFeed(cache, options.feed);
    let stopFollowing: (() => void) | undefined;
    const result = await endingWorkerOnAbort(worker, signal, () =>
      exportCandles(
        { cache, write: (request) => worker.request('writeCandles', request) },
        {
          feed,
          from,
          to,
          format,
          times,
          path,
          onStarted: (unfinished, days) => {
            stopFollowing = followWriting(worker, unfinished, (share) => io.progress(updateOf(days, share)));
          },
        },
      ),
    ).finally(() => stopFollowing?.());
    const [firstDay, lastDay] = [result.days[0], result.days.at(-1)];
    const document = {
      feed: feedPath(feed),
      format,
      path,
      rows: result.rows,
      size_bytes: result.sizeBytes,
      day_count: result.days.length,
      first_day: firstDay,
      last_day: lastDay,
    };
    writeResult(
      io,
      document,
      () =>
        `Wrote ${amountOf(result.rows, 'candle')} of ${feedPath(feed)}, ${amountOf(result.days.length, 'day')} from ${firstDay} to ${lastDay}, ` +
        `to ${path} (${byteSize(result.sizeBytes)}).`,
    );
  });
}

function updateOf(days: number, share: number | null): ProgressUpdate {
  const label = `writing ${amountOf(days, 'day')}`;
  return share === null
    ? { label, done: 0, total: null, unit: 'percent' }
    : { label, done: percentDone(share), total: 100, unit: 'percent' };
}

function formatOf(word: string): CandleExportFormat {
  const found = candleExportFormats.find((known) => known === word);
  if (found !== undefined) return found;
  throw new HindcastError(
    'BAD_INPUT',
    `There is no format "${word}". Formats: ${candleExportFormats.join(', ')}.`,
  );
}
