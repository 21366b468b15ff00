import type { BulkOutcome } from '../../../src-core/api/common-schemas.ts';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { notify } from '../../ui/toasts.ts';
import { describeOutcome } from './bulk-outcome.ts';

/** Says what came of a command on jobs; nothing when it was refused as a whole, which has been said already. */
export function tellOutcome(verb: string, jobs: readonly JobRow[], outcome: BulkOutcome | undefined): void {
  if (outcome === undefined) return;
  const { message, isTrouble } = describeOutcome(verb, jobs, outcome);
  notify({ message, tone: isTrouble ? 'warn' : 'info' });
}
