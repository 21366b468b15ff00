import { useEffect, useMemo, useState } from 'react';
import type { Backfill } from '../../../src-core/api/contract/coordinators.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { dayOf } from '../../../src-core/time/utc.ts';
import { formatDays } from '../../format/day.ts';
import { formatShare, formatWhole } from '../../format/number.ts';
import { formatMoment, secondsOf } from '../../format/time.ts';
import { usePreferences, type TimeZone } from '../../state/preferences.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { Select } from '../../ui/Select.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { DataTable } from '../../ui/data-table/DataTable.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import type { Tone } from '../../ui/tone.ts';
import styles from './data.module.css';
import { isOpen } from './backfill-in-the-way.ts';
import { rowsStyle } from './rows-style.ts';

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

function columnsIn(zone: TimeZone): Column<Backfill>[] {
  const inZone = zone === 'utc' ? 'UTC' : 'local time';
  return [
    {
      id: 'status',
      header: 'Status',
      width: '6.5rem',
      required: true,
      value: ({ status }) => status,
      cell: ({ status }) => <Badge tone={tones[status]}>{status}</Badge>,
    },
    {
      id: 'feed',
      header: 'Feed',
      width: 'minmax(13rem, 1fr)',
      value: ({ feed }) => feedPath(feed),
    },
    {
      id: 'range',
      header: 'Range, UTC days',
      width: '11.5rem',
      value: rangeOf,
    },
    {
      id: 'done',
      header: 'Done',
      width: '4.5rem',
      align: 'end',
      value: ({ fraction }) => fraction,
      cell: ({ fraction }) => formatShare(fraction),
    },
    {
      id: 'records',
      header: 'Records',
      width: '6rem',
      align: 'end',
      value: ({ recordsWritten }) => recordsWritten,
      cell: ({ recordsWritten }) => formatWhole(recordsWritten),
    },
    {
      id: 'created',
      header: `Started, ${inZone}`,
      width: '9rem',
      value: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => formatMoment(secondsOf(createdAt), zone),
    },
    {
      id: 'remark',
      header: 'Remark',
      width: 'minmax(10rem, 2fr)',
      value: (backfill) => remarkOf(backfill) ?? null,
      cell: (backfill) => {
        const remark = remarkOf(backfill);
        return (
          remark !== undefined && (
            <span className={backfill.status === 'cancelled' ? styles.note : styles.trouble} title={remark}>
              {remark}
            </span>
          )
        );
      },
    },
  ];
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
  const columns = useMemo(() => columnsIn(zone), [zone]);
  const rows = useMemo(
    () => (data ?? []).filter((backfill) => status === anyStatus || backfill.status === status),
    [data, status],
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
      <div className={styles.rows} style={rowsStyle(rows.length)}>
        <DataTable
          label="Backfills"
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          defaultSort={{ column: 'created', descending: true }}
          empty={
            <p className={styles.none}>
              {data.length === 0 ? 'No backfill has been started there.' : 'None has this status.'}
            </p>
          }
        />
      </div>
    </>
  );
}
