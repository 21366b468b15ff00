import type { CalendarDay } from '../../../src-core/api/contract/data.ts';
import { formatWhole } from '../../format/number.ts';
import styles from './data.module.css';
import { nameDays } from './day-range.ts';

/** Says which days coordinators have differently, and which of them a run takes; nothing when they agree. */
export function DifferingDays({
  days,
  chosen,
}: {
  days: readonly CalendarDay[];
  /** The coordinator that a spec names. */
  chosen?: string | undefined;
}) {
  const differing = days.filter(({ differsAt }) => differsAt.length > 0);
  if (differing.length === 0) return null;
  const coordinators = [...new Set(differing.flatMap(({ differsAt }) => differsAt))];
  const named = nameDays(differing.map(({ day }) => day));
  return (
    <p className={styles.note}>
      {differing.length === 1 ? '1 day differs' : `${formatWhole(differing.length)} days differ`} at{' '}
      {coordinators.join(' and ')}: {named}. Both are kept.{' '}
      {chosen === undefined
        ? 'A run takes what came first, unless “coordinator” in its JSON names the other.'
        : `This run takes what ${chosen} has, as “coordinator” in its JSON says.`}
    </p>
  );
}
