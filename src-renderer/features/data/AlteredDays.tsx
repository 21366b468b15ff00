import type { CalendarDay } from '../../../src-core/api/contract/data.ts';
import { daysWereAltered } from '../../../src-core/quality/altered-days.ts';
import { Badge } from '../../ui/Badge.tsx';
import { nameDays } from './day-range.ts';

/** Says which days are not what was verified any more, and what to do about them; nothing when all are. */
export function AlteredDays({ days }: { days: readonly CalendarDay[] }) {
  const altered = days.filter(({ isAltered }) => isAltered);
  if (altered.length === 0) return null;
  const them = altered.length === 1 ? 'it' : 'them';
  return (
    <p>
      <Badge tone="warn">⚠ altered</Badge> {daysWereAltered(altered.length)}:{' '}
      {nameDays(altered.map(({ day }) => day))}. Verify the feed to put {them} aside, then fetch or import{' '}
      {them} again.
    </p>
  );
}
