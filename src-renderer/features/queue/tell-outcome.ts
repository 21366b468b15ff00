import type { BulkOutcome } from '../../../src-core/api/common-schemas.ts';
import { notify } from '../../ui/toasts.ts';
import { describeOutcome } from './bulk-outcome.ts';

/** Says what came of a command on jobs; nothing when it was refused as a whole, which has been said already. */
export function tellOutcome(verb: string, outcome: BulkOutcome | undefined): void {
  if (outcome === undefined) return;
  const { message, isTrouble } = describeOutcome(verb, outcome);
  notify({ message, tone: isTrouble ? 'warn' : 'info' });
}
