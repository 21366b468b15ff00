import type { QueueStats } from '../../../../src-core/api/contract/queue.ts';
import { formatWhole } from '../../../format/number.ts';
import { VisuallyHidden } from '../../../ui/VisuallyHidden.tsx';
import { Bar } from './Bar.tsx';
import styles from './statistics.module.css';

/** What was made and what ended, day by day, today first; two weeks at most. */
export function Days({ days }: { days: QueueStats['days'] }) {
  const first = days.findIndex((day) => day.created + day.completed + day.failed + day.cancelled > 0);
  // What lies before anything happened says nothing; today is there anyway.
  const shown = days.slice(first === -1 ? -1 : first);
  const most = Math.max(0, ...days.map(({ completed }) => completed));
  return (
    <section>
      <h3>By day</h3>
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
            <th scope="col" className={styles.number}>
              Completed
            </th>
            <th scope="col" className={styles.barColumn}>
              <VisuallyHidden>As a bar</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.toReversed().map(({ day, created, completed, failed, cancelled }) => (
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
