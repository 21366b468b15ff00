import { mkdir, stat } from 'node:fs/promises';
import type {
  ImportOptions,
  StagedDay,
  StagedImport,
  StageImport,
} from '../../../../src-core/data/candle-import.ts';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import { dayFilePath } from '../../../../src-core/feed/index-entry.ts';
import { syncFolder } from '../../files/durable-files.ts';
import type { CandleCache } from '../candle-cache.ts';
import type { CacheUpkeep } from '../upkeep/cache-upkeep.ts';
import { removeEmptyFolders } from '../upkeep/empty-folders.ts';
import { discardReplaced } from '../upkeep/quarantine-list.ts';
import { replaceDayFile } from '../versions/day-placement.ts';
import { ledgerEntry, updateLedger, type LedgerEntry } from '../ledger.ts';
import { withScratchFolder } from './import-scratch.ts';
import { newUnfinishedToken } from '../../files/unfinished-token.ts';
import { removeStaleUnfinished, removeUnfinished } from '../pull/unfinished-files.ts';

export interface ImportParts {
  readonly cache: CandleCache;
  /** Absolute path of the folder for damaged files. */
  readonly quarantine: string;
  /** Writes the days under unfinished names; the data worker does it. */
  readonly stage: (request: StageImport) => Promise<StagedImport>;
  readonly now: () => Date;
  /** Makes room in the budget of the cache, or refuses; without it there is no budget. */
  readonly makeRoom?: CacheUpkeep['makeRoom'];
}

export interface ImportRequest {
  /** Absolute path of a CSV, JSON or Parquet file, or of an archive that holds one. */
  readonly path: string;
  readonly feed: Feed;
  readonly skipBadRows: boolean;
  readonly options: ImportOptions;
}

export interface ImportResult extends Omit<StagedImport, 'days'> {
  readonly days: readonly {
    readonly day: string;
    /** Path below the cache root. */
    readonly path: string;
    readonly importedRows: number;
    readonly rows: number;
  }[];
}

/**
 * Brings a user's own file into the cache. Each day is replaced in one step; nothing is replaced before every day has
 * been written and read back, and a failure leaves no empty folder. Damaged imports of those days leave the quarantine.
 *
 * @throws HindcastError `BAD_INPUT` when the file or its rows cannot be used; `DATA_CORRUPT` when a day to merge with
 *   cannot be read; `DISK_FULL` when the days do not fit into the budget of the cache
 */
export async function importCandles(parts: ImportParts, request: ImportRequest): Promise<ImportResult> {
  const { cache, quarantine, now } = parts;
  const { feed } = request;
  const folder = cache.folderOf(feed);
  await mkdir(folder, { recursive: true });
  await removeStaleUnfinished(folder);
  const token = newUnfinishedToken();
  const entries = new Map<string, LedgerEntry>();
  try {
    const staged = await withScratchFolder((scratch) =>
      parts.stage({ ...request, root: cache.root, token, scratch }),
    );
    await makeRoomFor(parts, feed, staged.days);
    for (const { day, path, inspection } of staged.days) {
      const target = cache.pathOf(feed, day);
      await replaceDayFile(cache, { feed, day }, path, inspection.sha256);
      const came = { origin: 'import', source: request.path } as const;
      entries.set(day, ledgerEntry(inspection, await stat(target), now(), came));
    }
    return describe(feed, staged);
  } finally {
    // The worker cleans up after itself, unless it was killed.
    await removeUnfinished(folder, token);
    await syncFolder(folder);
    await updateLedger(folder, entries);
    await removeEmptyFolders(folder, cache.root);
    await discardReplaced(quarantine, feed, [...entries.keys()], 'import');
  }
}

async function makeRoomFor({ makeRoom }: ImportParts, feed: Feed, days: readonly StagedDay[]): Promise<void> {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return;
  const bytes = days.reduce((sum, { inspection }) => sum + inspection.sizeBytes, 0);
  await makeRoom?.({ feed, firstDay: first.day, lastDay: last.day }, bytes);
}

function describe(feed: Feed, { days, ...figures }: StagedImport): ImportResult {
  return {
    ...figures,
    days: days.map(({ day, importedRows, inspection }) => ({
      day,
      path: dayFilePath(feed, day),
      importedRows,
      rows: inspection.rows,
    })),
  };
}
