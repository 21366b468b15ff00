import { Link } from 'wouter';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { Badge } from '../../ui/Badge.tsx';
import { StalledMark } from './StalledMark.tsx';
import { WaitingWords } from './WaitingWords.tsx';
import styles from './queue.module.css';

/** The name, and in the row itself what a job waits for, why it failed or what it warns of. */
export function JobNameCell({ job }: { job: JobRow }) {
  const [warning] = job.warnings;
  return (
    <span className={styles.name}>
      <Link href={`/runs/${job.jobId}`} tabIndex={-1} className={styles.nameLink} title={job.name}>
        {job.name}
      </Link>
      {job.attempt > 1 && <Badge title={`It was started ${job.attempt} times`}>attempt {job.attempt}</Badge>}
      {job.state === 'pending' && <WaitingWords job={job} />}
      {job.stalledAt !== null && <StalledMark since={job.stalledAt} />}
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
