import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type {
  CandleExportFormat,
  CandleExportTimes,
  WriteCandles,
  WrittenCandles,
} from '../../../../src-core/data/candle-export.ts';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import { dayOf, dayStart, parseTime, secondsPerDay } from '../../../../src-core/time/utc.ts';
import { cannotWrite } from '../../exports/cannot-write.ts';
import { replaceFile, syncFolder } from '../../files/durable-files.ts';
import type { CandleCache } from '../candle-cache.ts';
import { unfinishedName } from '../../../../src-core/data/unfinished-file.ts';
import { newUnfinishedToken } from '../../files/unfinished-token.ts';

export interface ExportParts {
  readonly cache: CandleCache;
  /** Writes the file; the data worker does it. */
  readonly write: (request: WriteCandles) => Promise<WrittenCandles>;
}

export interface ExportRequest {
  readonly feed: Feed;
  /** As {@link parseTime} reads them, both included; all that is here when undefined. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly format: CandleExportFormat;
  readonly times: CandleExportTimes;
  /** Absolute path; replaced in one step when it exists. */
  readonly path: string;
  /** Told where the file grows until it has its name. */
  readonly onStarted?: (unfinished: string, days: number) => void;
}

export interface ExportedCandles extends WrittenCandles {
  /** UTC days that were written, in order. */
  readonly days: readonly string[];
}

/**
 * Writes cached candles into a file of the user's: it appears whole, when all of it is on the disk.
 *
 * @throws HindcastError `DATA_MISSING` when there is no day of the range; `DATA_CORRUPT`; `DISK_FULL`; `BAD_INPUT` for
 *   ranges that are none and places that cannot be written
 */
export async function exportCandles(parts: ExportParts, request: ExportRequest): Promise<ExportedCandles> {
  const { cache } = parts;
  const { feed, format, times, path } = request;
  const cached = await cache.cachedDays(feed);
  const { from, to } = rangeOf(request, cached);
  const days = cached.filter((day) => dayStart(day) <= to && dayStart(day) + secondsPerDay > from);
  if (days.length === 0) {
    throw new HindcastError(
      'DATA_MISSING',
      `There are no candles of ${feedPath(feed)} in that range here. "hindcast data list" shows what there is.`,
    );
  }
  const folder = dirname(path);
  const unfinished = join(folder, unfinishedName(basename(path), newUnfinishedToken()));
  request.onStarted?.(unfinished, days.length);
  try {
    await syncFolder(folder).catch((error: unknown) => {
      throw cannotWrite(path, error);
    });
    const written = await parts.write({
      root: cache.root,
      feed,
      days,
      from,
      to,
      format,
      times,
      path: unfinished,
    });
    await replaceFile(unfinished, path).catch((error: unknown) => {
      throw cannotWrite(path, error);
    });
    await syncFolder(folder);
    return { ...written, days };
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

function rangeOf(
  { from, to }: Pick<ExportRequest, 'from' | 'to'>,
  cached: readonly string[],
): { from: number; to: number } {
  const first = parseTime(from ?? cached[0] ?? dayOf(0));
  const last = parseTime(to ?? cached.at(-1) ?? dayOf(0));
  const end = last.hasTimeOfDay ? last.seconds : last.seconds + secondsPerDay - 1;
  if (from !== undefined && to !== undefined && end < first.seconds) {
    throw new HindcastError(
      'BAD_INPUT',
      `The range ends before it starts: ${from} to ${to}. Swap the two dates.`,
    );
  }
  return { from: first.seconds, to: end };
}
