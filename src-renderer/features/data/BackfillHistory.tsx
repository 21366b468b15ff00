import { useEffect, useState } from 'react';
import type { Backfill } from '../../../src-core/api/contract/coordinators.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { dayOf } from '../../../src-core/time/utc.ts';
import { formatDays } from '../../format/day.ts';
import { formatWhole } from '../../format/number.ts';
import { formatMoment, secondsOf } from '../../format/time.ts';
import { usePreferences, type TimeZone } from '../../state/preferences.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { Select } from '../../ui/Select.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import type { Tone } from '../../ui/tone.ts';
import styles from './data.module.css';
import { isOpen } from './backfill-in-the-way.ts';
import { formatShare } from './format-share.ts';

const tones: Readonly<Record<Backfill['status'], Tone>> = {
  pending: 'neutral',
  running: 'accent',
  completed: 'good',
  failed: 'danger',
  cancelled: 'neutral',
};

/** What deserves a word beside a backfill's status; undefined when all is as it says. */
function remarkOf(backfill: Backfill): string | undefined {
  if (backfill.error !== null) return backfill.error;
  if (backfill.isStuck) {
    return 'No sign of life for long. A coordinator that was restarted may never go on with it, and refuses others meanwhile: its operator has to cancel the backfill, to restart the coordinator, or to mark the backfill as failed in its database.';
  }
  if (backfill.isTruncated) {
    return 'It says completed, but its last record lies well before its end: the provider may have failed or has no history.';
  }
  return undefined;
}

/** Its days; the end is the moment after the last one. */
function rangeOf({ startTs, endTs }: Backfill): string {
  return formatDays(startTs.slice(0, 10), dayOf(secondsOf(endTs) - 1));
}

const anyStatus = 'any';
const statuses = [
  { value: anyStatus, label: 'Any status' },
  ...Object.keys(tones).map((status) => ({ value: status, label: status })),
];
/** How often the history is asked for while one is under way that nobody here follows. */
const pollMilliseconds = 3000;

/** The latest backfills of a coordinator, whoever started them. */
export function BackfillHistory({ coordinatorId }: { coordinatorId: string }) {
  const zone = usePreferences((state) => state.timeZone);
  const [status, setStatus] = useState(anyStatus);
  const { data, error, refetch } = useQuery(
    'coordinators.backfills',
    { coordinatorId },
    { tags: ['backfills'], keepPrevious: true },
  );
  const isUnderWay = data?.some((backfill) => isOpen(backfill) && !backfill.isStuck) ?? false;
  useEffect(() => {
    if (!isUnderWay) return undefined;
    const timer = setInterval(refetch, pollMilliseconds);
    return () => clearInterval(timer);
  }, [isUnderWay, refetch]);
  if (data === undefined) {
    return error === undefined ? (
      <LoadingState label="Loading the backfills" rows={4} />
    ) : (
      <ErrorState error={error} compact action={<Button onClick={refetch}>Try again</Button>} />
    );
  }
  const rows = data.filter((backfill) => status === anyStatus || backfill.status === status);
  return (
    <>
      {data
        .filter(({ isStuck }) => isStuck)
        .map((backfill) => (
          <p key={backfill.id} className={styles.warning}>
            ⚠ The backfill of {feedPath(backfill.feed)}: {remarkOf(backfill)}
          </p>
        ))}
      <Toolbar label="Filter of the backfills">
        <h3>History</h3>
        <Select
          aria-label="Filter by status"
          className={styles.source}
          value={status}
          onValueChange={setStatus}
          options={statuses}
        />
      </Toolbar>
      {rows.length === 0 ? (
        <p className={styles.none}>
          {data.length === 0 ? 'No backfill has been started there.' : 'None has this status.'}
        </p>
      ) : (
        <BackfillTable backfills={rows} zone={zone} />
      )}
    </>
  );
}

/** A plain table: there are a hundred at most, and remarks take as many lines as they need. */
function BackfillTable({ backfills, zone }: { backfills: readonly Backfill[]; zone: TimeZone }) {
  return (
    // What scrolls must be reached by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.records} tabIndex={0} role="region" aria-label="History of the backfills">
      <table>
        <thead>
          <tr>
            <th scope="col">Feed and UTC days</th>
            <th scope="col">Status</th>
            <th scope="col" className={styles.number}>
              Done
            </th>
            <th scope="col" className={styles.number}>
              Records
            </th>
            <th scope="col">Started, {zone === 'utc' ? 'UTC' : 'local time'}</th>
          </tr>
        </thead>
        <tbody>
          {backfills.map((backfill) => (
            <tr key={backfill.id}>
              <th scope="row">
                {feedPath(backfill.feed)} <span className={styles.days}>{rangeOf(backfill)}</span>
              </th>
              <td>
                <Badge tone={tones[backfill.status]}>{backfill.status}</Badge>
                <Remark backfill={backfill} />
              </td>
              <td className={styles.number}>{formatShare(backfill.fraction, 1)}</td>
              <td className={styles.number}>{formatWhole(backfill.recordsWritten)}</td>
              <td className={styles.moment}>{formatMoment(secondsOf(backfill.createdAt), zone)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Remark({ backfill }: { backfill: Backfill }) {
  const remark = remarkOf(backfill);
  if (remark === undefined) return null;
  return <p className={backfill.status === 'cancelled' ? styles.note : styles.remark}>{remark}</p>;
}
