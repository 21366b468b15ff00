import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { versionPath } from '../../../../src-core/data/day-version.ts';
import { dayOfFileName } from '../../../../src-core/feed/candle-file.ts';
import type { PinnedFile } from '../../../../src-core/job/worker-protocol.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import { isUntouched, readLedger, type Ledger } from '../ledger.ts';

const filesPerTurn = 256;

/** What became of files that something was pinned to. */
export interface PinnedStanding {
  /** Those whose bytes are nowhere any more. */
  readonly gone: readonly PinnedFile[];
  /** Those that are not under their usual name, but kept. */
  readonly kept: readonly PinnedFile[];
}

/**
 * Looks for the bytes that were pinned: under the usual name, else by their content. Rule D20. Whoever reads them checks
 * every byte; this trusts the ledger where a file is untouched.
 */
export async function standingOf(root: string, files: readonly PinnedFile[]): Promise<PinnedStanding> {
  const ledgers = new Map<string, Ledger>();
  const [gone, kept]: [PinnedFile[], PinnedFile[]] = [[], []];
  for (const [index, file] of files.entries()) {
    if (index % filesPerTurn === filesPerTurn - 1) await nextTurn();
    const folder = join(root, dirname(file.path));
    const ledger = ledgers.get(folder) ?? (await readLedger(folder));
    ledgers.set(folder, ledger);
    if (await isUsual(root, file, ledger)) continue;
    const version = statSync(join(root, versionPath(file.sha256)), { throwIfNoEntry: false });
    (version?.size === file.sizeBytes ? kept : gone).push(file);
  }
  return { gone, kept };
}

async function isUsual(root: string, file: PinnedFile, ledger: Ledger): Promise<boolean> {
  const path = join(root, file.path);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  const entry = ledger.get(dayOfFileName(basename(file.path)) ?? '');
  if (entry !== undefined && isUntouched(entry, stats)) return entry.sha256 === file.sha256;
  return (await sha256OfFile(path)) === file.sha256;
}
