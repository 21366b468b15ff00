import type { JobRow } from '../../../src-core/api/job-row.ts';
import { formatShare } from '../../format/number.ts';
import { useJobProgress } from '../../state/live/use-live.ts';

/** How far a running job is, where its score will stand. */
export function JobProgressCell({ job }: { job: JobRow }) {
  const progress = useJobProgress(job.jobId);
  if (job.state !== 'running') return '';
  return <span>{formatShare(progress?.fraction ?? 0)}</span>;
}
