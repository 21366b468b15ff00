import type { QueueStats } from '../../../../src-core/api/contract/queue.ts';
import { formatWhole } from '../../../format/number.ts';
import { Bar } from './Bar.tsx';
import styles from './statistics.module.css';

/** What was made and what ended, day by day, today first. */
export function Days({ days }: { days: QueueStats['days'] }) {
  const most = Math.max(0, ...days.map(({ completed }) => completed));
  return (
    <section>
      <h3>The last {days.length} days</h3>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Day, UTC</th>
            <th scope="col" className={styles.number}>
              Created
            </th>
            <th scope="col" className={styles.number}>
              Failed
            </th>
            <th scope="col" className={styles.number}>
              Cancelled
            </th>
            <th scope="col" colSpan={2} className={styles.barColumn}>
              Completed
            </th>
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map(({ day, created, completed, failed, cancelled }) => (
            <tr key={day}>
              <th scope="row">{day}</th>
              <td className={styles.number}>{formatWhole(created)}</td>
              <td className={styles.number}>{formatWhole(failed)}</td>
              <td className={styles.number}>{formatWhole(cancelled)}</td>
              <td className={styles.number}>{formatWhole(completed)}</td>
              <td>
                <Bar count={completed} most={most} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
