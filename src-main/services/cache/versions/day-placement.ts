import { statSync } from 'node:fs';
import type { DayFileInspection } from '../../../../src-core/data/day-file-inspection.ts';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import type { DayFile } from '../../../../src-core/feed/index-entry.ts';
import { replaceFile } from '../../files/durable-files.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import type { CandleCache } from '../candle-cache.ts';
import { changeCoordinatorDays, readCoordinatorDays, type CoordinatorDays } from './coordinator-days.ts';
import { statDayFiles } from '../day-file-stats.ts';
import { addVersion, keepReplaced, listVersions } from './day-versions.ts';
import { isUntouched, ledgerEntry, readLedger, type LedgerEntry } from '../ledger.ts';

interface Parts {
  readonly cache: CandleCache;
  readonly feed: Feed;
  /** The address of the coordinator that is pulled from. */
  readonly coordinator: string;
  readonly now: () => Date;
}

/**
 * Puts a verified file in the place of a day's usual one. What was there is kept as long as somebody is pinned to it.
 * Rule D20. Sync the folder afterwards.
 *
 * @param unfinished absolute path, in the folder of the feed
 */
export async function replaceDayFile(
  cache: CandleCache,
  { feed, day }: Pick<DayFile, 'feed' | 'day'>,
  unfinished: string,
  sha256: string,
): Promise<void> {
  const path = cache.pathOf(feed, day);
  await keepReplaced(cache.root, path, sha256);
  await replaceFile(unfinished, path);
}

/**
 * Where the files of one pull go: under the usual names, or beside them where the usual file came from another
 * coordinator. Rule D19.
 */
export class DayPlacement {
  readonly #parts: Parts;
  readonly #others: CoordinatorDays;
  readonly #versions: ReadonlyMap<string, number>;
  /** Days of which the usual file is not this coordinator's to replace, with what is known of that file. */
  readonly #usual: ReadonlyMap<string, LedgerEntry>;
  /** What this coordinator turned out to have of them. */
  readonly #beside = new Map<string, DayFileInspection | LedgerEntry>();
  readonly #replaced = new Set<string>();

  private constructor(
    parts: Parts,
    others: CoordinatorDays,
    versions: ReadonlyMap<string, number>,
    usual: ReadonlyMap<string, LedgerEntry>,
  ) {
    this.#parts = parts;
    this.#others = others;
    this.#versions = versions;
    this.#usual = usual;
  }

  static async open(parts: Parts, days: readonly string[]): Promise<DayPlacement> {
    const { cache, feed, coordinator } = parts;
    const folder = cache.folderOf(feed);
    const [ledger, others, versions, stats] = await Promise.all([
      readLedger(folder),
      readCoordinatorDays(folder),
      listVersions(cache.root),
      statDayFiles(cache, feed, days),
    ]);
    const usual = new Map<string, LedgerEntry>();
    for (const [day, found] of stats) {
      const entry = ledger.get(day);
      if (entry?.origin !== 'coordinator' || entry.source === coordinator) continue;
      // One that was altered since it came is nobody's any more.
      const isAsItCame =
        isUntouched(entry, found) || (await sha256OfFile(cache.pathOf(feed, day))) === entry.sha256;
      if (isAsItCame) usual.set(day, entry);
    }
    return new DayPlacement(parts, others, versions, usual);
  }

  /** Whether what comes of a day goes beside its usual file. */
  isBeside(day: string): boolean {
    return this.#usual.has(day);
  }

  /** Whether what this coordinator lists of a day that goes beside is here already. */
  isCurrent(file: DayFile): boolean {
    const usual = this.#usual.get(file.day);
    if (usual === undefined) return false;
    const known = this.#others.get(file.day)?.get(this.#parts.coordinator);
    if (known !== undefined && agrees(file, known)) {
      return known.sha256 === usual.sha256 || this.#versions.get(known.sha256) === known.sizeBytes;
    }
    if (!agrees(file, usual)) return false;
    this.#beside.set(file.day, usual);
    return true;
  }

  /**
   * Puts a verified file into its place.
   *
   * @returns what is known of it now; enter it into the ledger, unless it {@link isBeside}
   */
  async place(file: DayFile, unfinished: string, inspection: DayFileInspection): Promise<LedgerEntry> {
    const { cache, feed, coordinator, now } = this.#parts;
    const came = { origin: 'coordinator', source: coordinator } as const;
    const usual = this.#usual.get(file.day);
    if (usual === undefined) {
      await replaceDayFile(cache, file, unfinished, inspection.sha256);
      this.#replaced.add(file.day);
      return ledgerEntry(inspection, statSync(cache.pathOf(feed, file.day)), now(), came);
    }
    const entry = ledgerEntry(inspection, statSync(unfinished), now(), came);
    // The same bytes are kept once; whoever fetched them deletes the unfinished file.
    if (inspection.sha256 !== usual.sha256) await addVersion(cache.root, unfinished, inspection.sha256);
    this.#beside.set(file.day, inspection);
    return entry;
  }

  /** Writes down what was found out, after the files are in their places. */
  async save(): Promise<void> {
    const { cache, feed, coordinator } = this.#parts;
    if (this.#beside.size === 0 && this.#replaced.size === 0) return;
    await changeCoordinatorDays(cache.folderOf(feed), (days) => {
      for (const day of this.#replaced) days.get(day)?.delete(coordinator);
      for (const [day, { sha256, sizeBytes, rows }] of this.#beside) {
        const versions = days.get(day) ?? new Map();
        days.set(day, versions.set(coordinator, { sha256, sizeBytes, rows }));
      }
    });
  }

  /** The days, of those asked for, of which this coordinator's bytes differ from the usual file's. */
  differing(days: readonly string[]): string[] {
    return days.filter((day) => {
      const usual = this.#usual.get(day);
      const own = this.#beside.get(day) ?? this.#others.get(day)?.get(this.#parts.coordinator);
      return usual !== undefined && own !== undefined && own.sha256 !== usual.sha256;
    });
  }
}

function agrees(file: DayFile, known: { sha256: string; rows: number; sizeBytes: number }): boolean {
  if (file.sizeBytes !== known.sizeBytes || file.records !== known.rows) return false;
  return file.sha256 === undefined || file.sha256 === known.sha256;
}
