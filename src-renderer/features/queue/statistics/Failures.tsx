import type { QueueStats } from '../../../../src-core/api/contract/queue.ts';
import { causeWords } from '../../../format/cause.ts';
import { formatWhole } from '../../../format/number.ts';
import { VisuallyHidden } from '../../../ui/VisuallyHidden.tsx';
import { Bar } from './Bar.tsx';
import styles from './statistics.module.css';

/** Why jobs failed: a chart of bars that is a table. */
export function Failures({ failures }: { failures: QueueStats['failures'] }) {
  const most = Math.max(0, ...failures.map(({ all }) => all));
  return (
    <section>
      <h3>Why jobs failed</h3>
      {failures.length === 0 ? (
        <p className={styles.none}>None has failed.</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Cause</th>
              <th scope="col" className={styles.number}>
                Last 7 days
              </th>
              <th scope="col" className={styles.number}>
                All
              </th>
              <th scope="col" className={styles.barColumn}>
                <VisuallyHidden>As a bar</VisuallyHidden>
              </th>
            </tr>
          </thead>
          <tbody>
            {failures.map(({ code, last7Days, all }) => (
              <tr key={code}>
                <th scope="row">
                  {causeWords(code)} <code>{code}</code>
                </th>
                <td className={styles.number}>{formatWhole(last7Days)}</td>
                <td className={styles.number}>{formatWhole(all)}</td>
                <td>
                  <Bar count={all} most={most} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
