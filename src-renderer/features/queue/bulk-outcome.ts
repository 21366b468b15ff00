import type { BulkOutcome } from '../../../src-core/api/common-schemas.ts';

/** What to say about a command on many jobs; `trouble` when some of them refused. */
export function describeOutcome(
  verb: string,
  { done, failed }: BulkOutcome,
): { message: string; isTrouble: boolean } {
  const count = (jobs: number): string => (jobs === 1 ? '1 job' : `${jobs} jobs`);
  const [first] = failed;
  if (first === undefined) return { message: `${verb} ${count(done.length)}.`, isTrouble: false };
  const others = failed.length > 1 ? ` ${failed.length - 1} more were refused.` : '';
  const some = done.length === 0 ? '' : `${verb} ${count(done.length)}. `;
  return { message: `${some}${first.error.message}${others}`, isTrouble: true };
}
