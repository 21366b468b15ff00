import { Pin } from 'lucide-react';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import { CellButton } from '../../ui/data-table/CellButton.tsx';
import styles from './queue.module.css';

/** Whether a job is pinned, and the switch for it. */
export function PinCell({ job }: { job: JobRow }) {
  const annotate = useCommand('jobs.annotate');
  const mayChange = usePermission('SUBMIT');
  if (!mayChange) {
    return (
      job.pinned && (
        <span className={styles.pinned}>
          <Pin aria-hidden />
          <VisuallyHidden>pinned</VisuallyHidden>
        </span>
      )
    );
  }
  return (
    <CellButton
      label={job.pinned ? `Unpin ${job.name}` : `Pin ${job.name}`}
      icon={<Pin aria-hidden />}
      className={job.pinned ? undefined : styles.unpinned}
      pressed={job.pinned}
      onClick={() => void annotate.run({ jobId: job.jobId, pinned: !job.pinned })}
    />
  );
}
