import type { QueueStats } from '../../../../src-core/api/contract/queue.ts';
import { formatWhole } from '../../../format/number.ts';
import { Figure } from '../../../ui/Figure.tsx';
import styles from './statistics.module.css';

/** How many jobs wait, for what, and how many run. */
export function Depth({ stats: { depth, retries } }: { stats: QueueStats }) {
  return (
    <section aria-label="Depth" className={styles.figures}>
      <Figure label="Running" value={formatWhole(depth.running)} />
      <Figure label="Ready" value={formatWhole(depth.ready)} help="They start when it is their turn." />
      <Figure
        label="Planned"
        value={formatWhole(depth.scheduled)}
        help="Planned for later, or waiting to be tried again."
      />
      <Figure label="Waiting for jobs" value={formatWhole(depth.blocked)} />
      <Figure
        label="Retries, 7 days"
        value={formatWhole(retries.last7Days)}
        interval={`${formatWhole(retries.all)} in all`}
        help="Attempts that were made again by themselves, after their worker was lost."
      />
    </section>
  );
}
