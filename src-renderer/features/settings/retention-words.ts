import type { OutputOf } from '../../../src-core/api/contract.ts';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatWhole } from '../../format/number.ts';

const millisecondsPerDay = 24 * 60 * 60 * 1000;

/** How many jobs that ended more than so many days ago stay because they are pinned; 0 days keeps all anyway. */
export function countPinned(
  jobs: readonly Pick<JobRow, 'completedAt' | 'pinned'>[],
  days: number,
  nowMilliseconds: number,
): number {
  if (days === 0) return 0;
  const oldest = nowMilliseconds - days * millisecondsPerDay;
  return jobs.filter(
    ({ completedAt, pinned }) => pinned && completedAt !== null && Date.parse(completedAt) < oldest,
  ).length;
}

/** How many jobs have ended: those that retention is about. */
export function countEnded(jobs: readonly Pick<JobRow, 'completedAt'>[]): number {
  return jobs.filter(({ completedAt }) => completedAt !== null).length;
}

/** What keeping jobs for so long means now: "Would delete 12 runs, 340 MB; 3 pinned are kept." */
export function retentionWords(
  { count, bytes }: Pick<OutputOf<'queue.retentionPreview'>, 'count' | 'bytes'>,
  pinned: number,
  verb: 'Would delete' | 'Will delete',
): string {
  const kept = pinned === 0 ? '' : `; ${formatWhole(pinned)} pinned ${pinned === 1 ? 'is' : 'are'} kept`;
  if (count === 0) return `${verb} nothing now${kept}.`;
  return `${verb} ${count === 1 ? '1 run' : `${formatWhole(count)} runs`}, ${formatBytes(bytes)}${kept}.`;
}
