import { TriangleAlert } from 'lucide-react';
import { formatWhole } from '../../../format/number.ts';
import { useQuery } from '../../../state/query/use-query.ts';
import styles from './receipt.module.css';

const daysNamed = 5;

/** Says so when the candles of a run are gone, or when there is another version of them now; else nothing. */
export function DataStanding({ jobId }: { jobId: string }) {
  const { data } = useQuery('cache.standing', { jobId }, { tags: ['data'] });
  if (data === undefined || (data.gone.length === 0 && data.kept.length === 0)) return null;
  return (
    <div role="status">
      {data.gone.length > 0 && (
        <p className={styles.verdict}>
          <TriangleAlert aria-hidden />
          Candles of {countOf(data.gone, data.days)} that this run read are gone from this machine:{' '}
          {named(data.gone)}. The result stays as it is, but cannot be made again without them.
        </p>
      )}
      {data.kept.length > 0 && (
        <p className={styles.hint}>
          There are newer candles of {countOf(data.kept, data.days)}. Those that this run read are kept for
          it.
        </p>
      )}
    </div>
  );
}

function countOf(paths: readonly string[], days: number): string {
  return `${formatWhole(paths.length)} of ${formatWhole(days)} days`;
}

function named(paths: readonly string[]): string {
  const days = paths.slice(0, daysNamed).map((path) => path.replace('.parquet', ''));
  return `${days.join(', ')}${paths.length > daysNamed ? ' and more' : ''}`;
}
