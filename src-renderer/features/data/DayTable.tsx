import type { CalendarDay } from '../../../src-core/api/contract/data.ts';
import { countRowFaults } from '../../../src-core/quality/candle-faults.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatWhole } from '../../format/number.ts';
import { DataTable } from '../../ui/data-table/DataTable.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { faultsOfDay } from './calendar-layout.ts';
import styles from './data.module.css';
import { formatShare } from './format-share.ts';
import { rowsStyle } from './rows-style.ts';

const columns: readonly Column<CalendarDay>[] = [
  { id: 'day', header: 'Day, UTC', width: '7.5rem', required: true, value: ({ day }) => day },
  { id: 'state', header: 'State', width: '6rem', value: ({ state }) => state },
  {
    id: 'rows',
    header: 'Rows',
    width: '6rem',
    align: 'end',
    value: ({ rows }) => rows,
    cell: ({ rows }) => formatWhole(rows),
  },
  {
    id: 'share',
    header: 'Complete',
    help: 'Candles that are here, of those that the granularity asks for',
    width: '6rem',
    align: 'end',
    value: ({ expected, faults }) =>
      expected === null || faults === null ? null : 1 - faults.missing / expected,
    cell: ({ expected, faults }) =>
      expected === null || faults === null ? '–' : formatShare(expected - faults.missing, expected),
  },
  {
    id: 'odd',
    header: 'Odd rows',
    help: 'Duplicates, rows out of order, impossible prices, spikes, flat stretches',
    width: '6rem',
    align: 'end',
    value: ({ faults }) => (faults === null ? null : countRowFaults(faults)),
    cell: ({ faults }) => (faults === null ? '–' : formatWhole(countRowFaults(faults))),
  },
  {
    id: 'found',
    header: 'Found',
    width: 'minmax(12rem, 1fr)',
    value: (day) => faultsOfDay(day).join(', '),
  },
  {
    id: 'verified',
    header: 'Verified, UTC',
    width: '8rem',
    value: ({ verifiedAt }) => verifiedAt,
    cell: ({ verifiedAt }) => (verifiedAt === null ? 'not yet' : verifiedAt.slice(0, 10)),
  },
  {
    id: 'size',
    header: 'Size',
    width: '5rem',
    align: 'end',
    value: ({ sizeBytes }) => sizeBytes,
    cell: ({ sizeBytes }) => formatBytes(sizeBytes),
  },
];

/** The days of a calendar as a table; opening one chooses it. */
export function DayTable({
  label,
  days,
  current,
  onOpen,
}: {
  label: string;
  days: readonly CalendarDay[];
  current: string | undefined;
  onOpen: (day: string) => void;
}) {
  return (
    <div className={styles.rows} style={rowsStyle(days.length)}>
      <DataTable
        label={label}
        columns={columns}
        rows={days}
        rowKey={({ day }) => day}
        rowLabel={({ day }) => day}
        onOpen={({ day }) => onOpen(day)}
        {...(current === undefined ? {} : { currentKey: current })}
      />
    </div>
  );
}
