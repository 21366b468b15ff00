import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { versionPath } from '../../../../src-core/data/day-version.ts';
import type { DoctorParts } from './examine-queue.ts';
import type { Problem } from './problem.ts';

/** Jobs whose candle files are gone: they cannot run, or not be run again and verified. */
export async function candleProblems({ home, store }: DoctorParts): Promise<Problem[]> {
  const problems: Problem[] = [];
  /** Many snapshots share files. */
  const isThere = new Map<string, boolean>();
  for (const { snapshotId, jobs, example } of store.checkup.snapshotUses()) {
    const { files } = store.snapshot(snapshotId);
    const gone = files.filter(({ path, sha256 }) => {
      const known =
        isThere.get(path) ??
        (existsSync(join(home.cache, path)) || existsSync(join(home.cache, versionPath(sha256))));
      if (known) isThere.set(path, known);
      return !known;
    });
    await nextTurn();
    const [first] = gone;
    if (first === undefined) continue;
    const who = jobs === 1 ? `"${example}"` : `"${example}" and ${jobs - 1} more`;
    problems.push({
      code: 'CANDLES_GONE',
      severity: 'warning',
      subject: snapshotId,
      message:
        `${gone.length} of ${files.length} candle files of ${who} are gone, such as ${first.path}. ` +
        'Pull them again to run or verify it.',
    });
  }
  return problems;
}
