import { formatShare } from '../../format/number.ts';
import { useJobProgress } from '../../state/live/use-live.ts';

/** How far a running job is, where its score will stand. */
export function JobProgressCell({ jobId }: { jobId: string }) {
  const progress = useJobProgress(jobId);
  return <span>{formatShare(progress?.fraction ?? 0)}</span>;
}
