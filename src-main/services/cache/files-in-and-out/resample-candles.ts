import { mkdir, stat } from 'node:fs/promises';
import {
  resampledFeed,
  type ResampledDay,
  type StageResampledDay,
} from '../../../../src-core/data/candle-resample.ts';
import { unfinishedDayFileName } from '../../../../src-core/data/unfinished-file.ts';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import { throwIfCancelled } from '../../coordinator/retry.ts';
import { syncFolder } from '../../files/durable-files.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import type { CandleCache } from '../candle-cache.ts';
import type { CacheUpkeep } from '../upkeep/cache-upkeep.ts';
import { removeEmptyFolders } from '../upkeep/empty-folders.ts';
import { discardReplaced } from '../upkeep/quarantine-list.ts';
import { replaceDayFile } from '../versions/day-placement.ts';
import { statDayFiles } from '../day-file-stats.ts';
import {
  isUntouched,
  ledgerEntry,
  readLedger,
  updateLedger,
  type Ledger,
  type LedgerEntry,
} from '../ledger.ts';
import { newUnfinishedToken } from '../../files/unfinished-token.ts';
import { removeStaleUnfinished, removeUnfinished } from '../pull/unfinished-files.ts';

export interface ResampleParts {
  readonly cache: CandleCache;
  /** Absolute path of the folder for damaged files. */
  readonly quarantine: string;
  /** Puts the candles of one day together; the data worker does it. */
  readonly stage: (request: StageResampledDay) => Promise<ResampledDay>;
  readonly now: () => Date;
  /** Makes room in the budget of the cache, or refuses; without it there is no budget. */
  readonly makeRoom?: CacheUpkeep['makeRoom'];
}

export interface ResampleRequest {
  readonly feed: Feed;
  /** The period to make, such as `5m`. */
  readonly granularity: string;
  /** UTC days, both included; all that are here when undefined. */
  readonly firstDay?: string | undefined;
  readonly lastDay?: string | undefined;
  /** Also replaces days that came from elsewhere, and makes anew what is up to date. */
  readonly replace: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (daysDone: number, daysTotal: number) => void;
}

/** Days in order, `YYYY-MM-DD`. */
export interface ResampleResult {
  readonly target: Feed;
  readonly written: readonly string[];
  /** Made earlier, of the very same files. */
  readonly current: readonly string[];
  /** There are candles of another origin, which were left alone. */
  readonly kept: readonly string[];
  /** Without a candle that has a price. */
  readonly empty: readonly string[];
  /** Candles in the days that were written, and those of them made of fewer than their period holds. */
  readonly candles: number;
  readonly incomplete: number;
}

/** So many days are made before they are put into their places together. */
const daysAtOnce = 16;

/**
 * Makes a feed of a larger period out of one that is here, in the same layout, marked as derived, with the hash of the
 * file that each day was made of. What is up to date is left alone; a day whose source has changed is made again.
 *
 * @throws HindcastError `BAD_INPUT` for periods that do not fit; `DATA_MISSING` when there is no day of the range;
 *   `DATA_CORRUPT` when one cannot be read; `CANCELLED`, or `DISK_FULL` when a day does not fit into the budget of the
 *   cache, after which every day is the old or the new one
 */
export async function resampleCandles(
  parts: ResampleParts,
  request: ResampleRequest,
): Promise<ResampleResult> {
  const { cache } = parts;
  const { feed, firstDay = '', lastDay = '9999-12-31', signal } = request;
  const target = resampledFeed(feed, request.granularity);
  const days = (await cache.cachedDays(feed)).filter((day) => day >= firstDay && day <= lastDay);
  if (days.length === 0) {
    throw new HindcastError('DATA_MISSING', `There are no candles of ${feedPath(feed)} in that range here.`);
  }
  const folder = cache.folderOf(target);
  await mkdir(folder, { recursive: true });
  await removeStaleUnfinished(folder);
  const run = new ResampleRun(parts, request, target, {
    source: await readLedger(cache.folderOf(feed)),
    target: await readLedger(folder),
  });
  try {
    for (let from = 0; from < days.length; from += daysAtOnce) {
      for (const day of days.slice(from, from + daysAtOnce)) {
        throwIfCancelled(signal);
        await run.make(day);
        request.onProgress?.(from + (days.indexOf(day) - from) + 1, days.length);
      }
      await run.place();
    }
    return run.result;
  } finally {
    await removeUnfinished(folder, run.token);
    await syncFolder(folder);
    await removeEmptyFolders(folder, cache.root);
  }
}

interface MadeDay {
  readonly day: string;
  readonly path: string;
  readonly inspection: NonNullable<ResampledDay['inspection']>;
  readonly sha256: string;
}

class ResampleRun {
  readonly token = newUnfinishedToken();
  readonly #parts: ResampleParts;
  readonly #request: ResampleRequest;
  readonly #target: Feed;
  readonly #ledgers: { readonly source: Ledger; readonly target: Ledger };
  readonly #made: MadeDay[] = [];
  readonly #days = {
    written: [] as string[],
    current: [] as string[],
    kept: [] as string[],
    empty: [] as string[],
  };
  #candles = 0;
  #incomplete = 0;

  constructor(
    parts: ResampleParts,
    request: ResampleRequest,
    target: Feed,
    ledgers: { readonly source: Ledger; readonly target: Ledger },
  ) {
    this.#parts = parts;
    this.#request = request;
    this.#target = target;
    this.#ledgers = ledgers;
  }

  get result(): ResampleResult {
    return { target: this.#target, ...this.#days, candles: this.#candles, incomplete: this.#incomplete };
  }

  /** Makes one day under an unfinished name, where it has to be made. */
  async make(day: string): Promise<void> {
    const { cache, stage } = this.#parts;
    const { feed, replace } = this.#request;
    const sha256 = await this.#hashOfSource(day);
    if (!replace) {
      const state = await this.#stateOf(day, sha256);
      if (state !== 'stale') {
        this.#days[state].push(day);
        return;
      }
    }
    const path = `${cache.folderOf(this.#target)}/${unfinishedDayFileName(day, this.token)}`;
    const { inspection, incomplete } = await stage({
      root: cache.root,
      source: feed,
      target: this.#target,
      day,
      path,
    });
    if ((await sha256OfFile(cache.pathOf(feed, day))) !== sha256) {
      throw new HindcastError(
        'DATA_CORRUPT',
        `${feedPath(feed)} changed on ${day} while it was read. Resample it again.`,
      );
    }
    if (inspection === null) {
      this.#days.empty.push(day);
      return;
    }
    this.#made.push({ day, path, inspection, sha256 });
    this.#incomplete += incomplete;
  }

  /** Puts the days that were made into their places. */
  async place(): Promise<void> {
    const { cache, quarantine, now } = this.#parts;
    const made = this.#made.splice(0);
    await this.#makeRoomFor(made);
    const entries = new Map<string, LedgerEntry>();
    const source = feedPath(this.#request.feed);
    try {
      for (const { day, path, inspection, sha256 } of made) {
        await replaceDayFile(cache, { feed: this.#target, day }, path, inspection.sha256);
        const came = { origin: 'derived', source, derivedFrom: sha256 } as const;
        entries.set(day, ledgerEntry(inspection, await stat(cache.pathOf(this.#target, day)), now(), came));
        this.#days.written.push(day);
        this.#candles += inspection.rows;
      }
    } finally {
      await updateLedger(cache.folderOf(this.#target), entries);
      await discardReplaced(quarantine, this.#target, [...entries.keys()], 'derived');
    }
  }

  async #makeRoomFor(made: readonly MadeDay[]): Promise<void> {
    const [first, last] = [made[0], made.at(-1)];
    if (first === undefined || last === undefined) return;
    const { feed, firstDay = '', lastDay = '9999-12-31' } = this.#request;
    const bytes = made.reduce((sum, { inspection }) => sum + inspection.sizeBytes, 0);
    const coming = { feed: this.#target, firstDay: first.day, lastDay: last.day };
    await this.#parts.makeRoom?.(coming, bytes, [{ feed, firstDay, lastDay }]);
  }

  async #hashOfSource(day: string): Promise<string> {
    const { cache } = this.#parts;
    const { feed } = this.#request;
    const entry = this.#ledgers.source.get(day);
    const found = (await statDayFiles(cache, feed, [day])).get(day);
    if (entry !== undefined && found !== undefined && isUntouched(entry, found)) return entry.sha256;
    return sha256OfFile(cache.pathOf(feed, day));
  }

  /** Whether a day of the target has to be made: not what came from elsewhere, and not what is up to date. */
  async #stateOf(day: string, sha256: string): Promise<'stale' | 'current' | 'kept'> {
    const found = (await statDayFiles(this.#parts.cache, this.#target, [day])).get(day);
    if (found === undefined) return 'stale';
    const entry = this.#ledgers.target.get(day);
    if (entry?.origin !== 'derived' || !isUntouched(entry, found)) return 'kept';
    const isCurrent = entry.derivedFrom === sha256 && entry.source === feedPath(this.#request.feed);
    return isCurrent ? 'current' : 'stale';
  }
}
