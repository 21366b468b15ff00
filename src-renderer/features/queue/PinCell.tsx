import { Pin, PinOff } from 'lucide-react';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { IconButton } from '../../ui/IconButton.tsx';

/** Whether a job is pinned, and the switch for it. */
export function PinCell({ job }: { job: JobRow }) {
  const annotate = useCommand('jobs.annotate');
  const mayChange = usePermission('SUBMIT');
  if (!mayChange) return job.pinned ? 'pinned' : '';
  return (
    <IconButton
      label={job.pinned ? `Unpin ${job.name}` : `Pin ${job.name}`}
      icon={job.pinned ? <Pin aria-hidden /> : <PinOff aria-hidden />}
      pressed={job.pinned}
      tabIndex={-1}
      onClick={() => void annotate.run({ jobId: job.jobId, pinned: !job.pinned })}
    />
  );
}
