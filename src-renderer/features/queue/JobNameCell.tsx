import { Link } from 'wouter';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { Badge } from '../../ui/Badge.tsx';
import styles from './queue.module.css';

/** The name, and in the row itself why a job failed or what it warns of. */
export function JobNameCell({ job }: { job: JobRow }) {
  const [warning] = job.warnings;
  return (
    <span className={styles.name}>
      <Link href={`/runs/${job.jobId}`} tabIndex={-1} className={styles.nameLink} title={job.name}>
        {job.name}
      </Link>
      {job.attempt > 1 && <Badge title={`It was started ${job.attempt} times`}>attempt {job.attempt}</Badge>}
      {job.error !== null && (
        <span className={styles.failure} title={job.error.message}>
          {job.error.message}
        </span>
      )}
      {job.error === null && warning !== undefined && (
        <span className={styles.warning} title={job.warnings.join('\n')}>
          {warning}
          {job.warnings.length > 1 && ` and ${job.warnings.length - 1} more`}
        </span>
      )}
    </span>
  );
}
