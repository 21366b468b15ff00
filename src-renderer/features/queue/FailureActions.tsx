import { RotateCcw, ScrollText } from 'lucide-react';
import { useLocation } from 'wouter';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { CellButton } from '../../ui/data-table/CellButton.tsx';
import styles from './queue.module.css';
import { tellOutcome } from './tell-outcome.ts';

/** What can be done about a failed job, where its score would stand. */
export function FailureActions({ job }: { job: JobRow }) {
  const [, navigate] = useLocation();
  const retry = useCommand('jobs.retry');
  const mayRetry = usePermission('SUBMIT');
  return (
    <span className={styles.failureActions}>
      <CellButton
        label={`Open the log of ${job.name}`}
        icon={<ScrollText aria-hidden />}
        onClick={() => navigate(`/runs/${job.jobId}/log`)}
      />
      {mayRetry && (
        <CellButton
          label={`Retry ${job.name}`}
          icon={<RotateCcw aria-hidden />}
          disabled={retry.isBusy}
          onClick={() =>
            void retry
              .run({ jobIds: [job.jobId] })
              .then((outcome) => tellOutcome('Queued again', [job], outcome))
          }
        />
      )}
    </span>
  );
}
