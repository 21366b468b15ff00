import type { QueueStats } from '../../../../src-core/api/contract/queue.ts';
import { formatDuration } from '../../../format/duration.ts';
import { formatWhole } from '../../../format/number.ts';
import styles from './statistics.module.css';

type Period = QueueStats['waitSeconds'];

/** How long jobs wait and run. */
export function Times({ stats }: { stats: QueueStats }) {
  return (
    <section>
      <h3>Times</h3>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              Time
            </th>
            <th scope="colgroup" colSpan={3}>
              Last 7 days
            </th>
            <th scope="colgroup" colSpan={3}>
              All
            </th>
          </tr>
          <tr>
            {['7 days', 'all'].flatMap((period) =>
              ['Half within', '9 of 10 within', 'Jobs'].map((name) => (
                <th key={`${period} ${name}`} scope="col" className={styles.number}>
                  {name}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          <TimesRow name="Wait until the start" times={stats.waitSeconds} />
          <TimesRow name="Run until completed" times={stats.runSeconds} />
        </tbody>
      </table>
    </section>
  );
}

function TimesRow({ name, times }: { name: string; times: Period }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {(['last7Days', 'all'] as const).flatMap((period) => {
        const { median, p90, count } = times[period];
        return [
          <td key={`${period} median`} className={styles.number}>
            {formatDuration(median)}
          </td>,
          <td key={`${period} p90`} className={styles.number}>
            {formatDuration(p90)}
          </td>,
          <td key={`${period} count`} className={styles.number}>
            {formatWhole(count)}
          </td>,
        ];
      })}
    </tr>
  );
}
