import { formatProgress } from '../../format/progress.ts';
import { useJobProgress } from '../../state/live/use-live.ts';
import { ProgressBar } from '../../ui/ProgressBar.tsx';

/** How far a job is that has a slot. */
export function JobBar({ jobId, name }: { jobId: string; name: string }) {
  const progress = useJobProgress(jobId);
  return (
    <ProgressBar
      label={name}
      fraction={progress?.fraction ?? null}
      text={progress === undefined ? 'starting' : formatProgress(progress)}
    />
  );
}
