import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PinnedFile } from '../../../../src-core/job/worker-protocol.ts';
import { standingOf } from '../../cache/versions/pinned-standing.ts';
import type { DoctorParts } from './examine-queue.ts';
import type { Problem } from './problem.ts';

/** Jobs whose candles are gone, whatever lies under their names now: they cannot run, or not be run again and verified. */
export async function candleProblems({ home, store }: DoctorParts): Promise<Problem[]> {
  const problems: Problem[] = [];
  /** Many snapshots share files, so each is looked for once. */
  const lookedFor = new Set<string>();
  const lost = new Set<string>();
  for (const { snapshotId, jobs, example } of store.checkup.snapshotUses()) {
    const { files } = store.snapshot(snapshotId);
    const standing = await standingOf(
      home.cache,
      files.filter((file) => !lookedFor.has(keyOf(file))),
    );
    for (const file of files) lookedFor.add(keyOf(file));
    for (const file of standing.gone) lost.add(keyOf(file));
    await nextTurn();
    const gone = files.filter((file) => lost.has(keyOf(file)));
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

function keyOf({ path, sha256 }: PinnedFile): string {
  return `${path} ${sha256}`;
}
