import type { Finding } from '../../../../src-core/api/contract/queue.ts';
import type { Home } from '../../home/home.ts';
import type { JobStore } from '../store/job-store.ts';
import type { ProcessTree } from '../running/process-tree.ts';
import { candleProblems } from './candle-problems.ts';
import { databaseProblems } from './database-problems.ts';
import { leftoverProblems } from './leftover-problems.ts';
import type { Problem } from './problem.ts';
import { resultProblems } from './result-problems.ts';
import { stateProblems } from './state-problems.ts';

export interface DoctorParts {
  readonly home: Home;
  readonly store: JobStore;
  readonly tree: ProcessTree;
  readonly retryDelaysSeconds: readonly number[];
  /** Hears of repairs that failed. */
  readonly onTrouble: (thrown: unknown) => void;
}

export interface DoctorChoice {
  readonly repair: boolean;
  /** Also reads and hashes every file of every result. */
  readonly deep: boolean;
}

/**
 * Looks for what is wrong with the queue of a home and its files, and repairs what can be when told to. Safe while
 * applications use the home.
 */
export async function examineQueue(parts: DoctorParts, choice: DoctorChoice): Promise<Finding[]> {
  const findings: Finding[] = [];
  // One after the other: what one repairs, the next must not find.
  for (const look of [databaseProblems, stateProblems, resultProblems, leftoverProblems, candleProblems]) {
    for (const problem of await look(parts, choice))
      findings.push(await treat(problem, parts, choice.repair));
  }
  return findings;
}

async function treat(
  { remedy, ...rest }: Problem,
  { onTrouble }: DoctorParts,
  isTreated: boolean,
): Promise<Finding> {
  const finding = { ...rest, repair: remedy?.words ?? null, isRepaired: false };
  if (remedy === undefined || !isTreated) return finding;
  try {
    await remedy.apply();
    return { ...finding, isRepaired: true };
  } catch (thrown) {
    onTrouble(thrown);
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return { ...finding, message: `${finding.message} Repairing it failed: ${reason}` };
  }
}
