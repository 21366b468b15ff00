import type { QuarantinedFile } from '../../../../src-core/api/contract/cache-upkeep.ts';
import { isFetchable } from '../../../../src-core/data/fetchable.ts';
import {
  HindcastError,
  toErrorEnvelope,
  type ErrorEnvelope,
} from '../../../../src-core/errors/hindcast-error.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import { dayFilePath } from '../../../../src-core/feed/index-entry.ts';
import { dayOf, dayStart, secondsPerDay } from '../../../../src-core/time/utc.ts';
import type { CoordinatorClient } from '../../coordinator/coordinator-client.ts';
import type { FeedTurns } from '../feed-turns.ts';
import { pullCandles, type PullParts } from '../pull/pull-candles.ts';
import { discardQuarantined } from './quarantine-list.ts';

export interface RefetchParts extends Omit<PullParts, 'client'> {
  readonly turns: FeedTurns;
  /** What speaks with the coordinator of an address; with the default one for null. */
  readonly clientOf: (source: string | null) => Promise<CoordinatorClient>;
}

export interface Refetched {
  /** Paths below the cache root of days that are here and good now. */
  readonly days: readonly string[];
  readonly bytes: number;
  readonly failed: readonly { readonly path: string; readonly error: ErrorEnvelope }[];
}

interface Run {
  readonly feed: Feed;
  readonly source: string | null;
  readonly firstDay: string;
  readonly lastDay: string;
}

/**
 * Fetches days of which a damaged file is in quarantine, each from where it came, and takes the files out of quarantine
 * that were replaced. What one coordinator cannot give does not keep the others from being asked. No coordinator is asked
 * for days that came from none: what it has under the same name would be other data.
 *
 * @throws HindcastError `CANCELLED`
 */
export async function refetch(
  parts: RefetchParts,
  files: readonly QuarantinedFile[],
  signal: AbortSignal | undefined,
  onProgress: (done: number, total: number) => void,
): Promise<Refetched> {
  const days = new Set<string>();
  const failed: { path: string; error: ErrorEnvelope }[] = [];
  let bytes = 0;
  for (const file of files) {
    if (isFetchable(file)) continue;
    failed.push({ path: `${feedPath(file.feed)}/${file.day}`, error: toErrorEnvelope(notFetchable(file)) });
  }
  const runs = runsOf(files.filter(isFetchable));
  for (const [index, { feed, source, firstDay, lastDay }] of runs.entries()) {
    onProgress(index, runs.length);
    try {
      const client = await parts.clientOf(source);
      const request = { feed, firstDay, lastDay, refresh: false };
      const result = await parts.turns.take(feed, signal, () =>
        pullCandles({ ...parts, client }, signal === undefined ? request : { ...request, signal }),
      );
      bytes += result.bytes;
      for (const path of [...result.downloaded, ...result.skipped]) days.add(path);
    } catch (error) {
      const envelope = toErrorEnvelope(error);
      if (envelope.code === 'CANCELLED') throw error;
      for (const path of (envelope.details?.['downloaded'] as string[] | undefined) ?? []) days.add(path);
      failed.push({ path: `${feedPath(feed)}/${firstDay}`, error: envelope });
    }
  }
  const isGood = ({ feed, day }: QuarantinedFile): boolean => days.has(dayFilePath(feed, day));
  await discardQuarantined(parts.quarantine, files.filter(isGood));
  if (runs.length > 0) onProgress(runs.length, runs.length);
  return {
    days: [...new Set(files.filter(isGood).map(({ feed, day }) => dayFilePath(feed, day)))],
    bytes,
    failed,
  };
}

/** The error of what could not be fetched again; undefined when all was. */
export function failureOf({ days, failed }: Refetched): HindcastError | undefined {
  const [first] = failed;
  if (first === undefined) return undefined;
  const others = failed.length === 1 ? '' : ` The same or similar holds for ${failed.length - 1} more.`;
  return new HindcastError(first.error.code, `${first.path}: ${first.error.message}${others}`, {
    details: { fetched: days, failed },
  });
}

/** Why no coordinator is asked for a day that is not {@link isFetchable}, and how to bring it back. */
function notFetchable({ origin, source }: QuarantinedFile): HindcastError {
  if (origin === 'import') {
    return new HindcastError(
      'DATA_MISSING',
      `It was imported from ${source ?? 'a file of your own'}, so no coordinator was asked for it. Import that file again.`,
    );
  }
  return new HindcastError(
    'DATA_MISSING',
    `It was made of ${source ?? 'candles of a smaller period'}, so no coordinator was asked for it. Resample those again.`,
  );
}

/** Days that follow each other are pulled at once. */
function runsOf(files: readonly QuarantinedFile[]): Run[] {
  const groups = Map.groupBy(files, ({ feed, source }) => `${feedPath(feed)} ${source ?? ''}`);
  const runs: Run[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const { feed, source } = first;
    let current: Run | undefined;
    for (const day of [...new Set(group.map((file) => file.day))].sort()) {
      const follows = current !== undefined && dayOf(dayStart(current.lastDay) + secondsPerDay) === day;
      if (current !== undefined && !follows) runs.push(current);
      current = { feed, source, firstDay: follows ? (current?.firstDay ?? day) : day, lastDay: day };
    }
    if (current !== undefined) runs.push(current);
  }
  return runs;
}
