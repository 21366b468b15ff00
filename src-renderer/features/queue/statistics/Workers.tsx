import { Link } from 'wouter';
import type { QueueStats } from '../../../../src-core/api/contract/queue.ts';
import { formatBytes } from '../../../format/bytes.ts';
import { formatWholeSeconds } from '../../../format/duration.ts';
import { secondsOf } from '../../../format/time.ts';
import { useNow } from '../../run/use-now.ts';
import { StalledMark } from '../StalledMark.tsx';
import styles from './statistics.module.css';

/** Whether the workers are well. */
export function Workers({ workers }: { workers: QueueStats['workers'] }) {
  const now = useNow(workers.length > 0);
  return (
    <section>
      <h3>Workers</h3>
      {workers.length === 0 ? (
        <p className={styles.none}>Nothing runs.</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Job</th>
              <th scope="col">Sign of life</th>
              <th scope="col" className={styles.number}>
                Running for
              </th>
              <th scope="col" className={styles.number}>
                Memory
              </th>
              <th scope="col" className={styles.number}>
                Most
              </th>
              <th scope="col" className={styles.number}>
                Retries
              </th>
              <th scope="col">Where</th>
            </tr>
          </thead>
          <tbody>
            {workers.map((worker) => (
              <tr key={worker.jobId}>
                <th scope="row">
                  <Link href={`/runs/${worker.jobId}`}>{worker.name}</Link>
                </th>
                <td>{worker.stalledAt === null ? 'heard' : <StalledMark since={worker.stalledAt} />}</td>
                <td className={styles.number}>{formatWholeSeconds(now - secondsOf(worker.startedAt))}</td>
                <td className={styles.number}>{formatBytes(worker.residentBytes)}</td>
                <td className={styles.number}>{formatBytes(worker.peakMemoryBytes)}</td>
                <td className={styles.number}>
                  {worker.retries} of {worker.maxRetries}
                </td>
                <td>{worker.runsHere ? 'here' : 'another process'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
