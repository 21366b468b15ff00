import { Clock } from 'lucide-react';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { waitingReasons } from '../../format/waiting.ts';
import { useHostStatus } from '../../state/live/use-live.ts';
import { usePreferences } from '../../state/preferences.ts';
import { useNow } from '../run/use-now.ts';
import styles from './queue.module.css';

/** In the row of a pending job, what it waits for beside its turn. */
export function WaitingWords({ job }: { job: JobRow }) {
  const memory = useHostStatus()?.waitsForMemory ?? null;
  const zone = usePreferences((state) => state.timeZone);
  // Only a retry counts down.
  const now = useNow(job.notBefore !== null && job.retries > 0);
  const words = waitingReasons(job, memory, zone, now)
    .map((reason) => reason.words)
    .join(', ');
  if (words === '') return null;
  return (
    <span className={styles.waiting} title={words}>
      <Clock aria-hidden />
      {words}
    </span>
  );
}
