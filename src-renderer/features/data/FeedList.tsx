import type { OutputOf } from '../../../src-core/api/contract.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatWhole } from '../../format/number.ts';
import { Badge } from '../../ui/Badge.tsx';
import { DataTable } from '../../ui/data-table/DataTable.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import styles from './data.module.css';

type FeedRow = OutputOf<'data.feeds'>[number];

const columns: readonly Column<FeedRow>[] = [
  {
    id: 'feed',
    header: 'Feed',
    width: 'minmax(12rem, 2fr)',
    required: true,
    value: ({ feed }) => feedPath(feed),
    cell: ({ feed, isSynthetic }) => (
      <span className={styles.feed}>
        {feedPath(feed)} {isSynthetic && <Badge title="These candles are made up">synthetic</Badge>}
      </span>
    ),
  },
  {
    id: 'days',
    header: 'Days',
    width: 'minmax(4rem, 0.5fr)',
    align: 'end',
    value: ({ days }) => days,
    cell: ({ days }) => formatWhole(days),
  },
  { id: 'first', header: 'First day, UTC', width: 'minmax(6rem, 0.8fr)', value: ({ firstDay }) => firstDay },
  { id: 'last', header: 'Last day, UTC', width: 'minmax(6rem, 0.8fr)', value: ({ lastDay }) => lastDay },
  {
    id: 'size',
    header: 'Size',
    width: 'minmax(5rem, 0.6fr)',
    align: 'end',
    value: ({ sizeBytes }) => sizeBytes,
    cell: ({ sizeBytes }) => formatBytes(sizeBytes),
  },
];

/** The feeds with candles here; opening one shows its calendar. */
export function FeedList({
  feeds,
  current,
  onChoose,
}: {
  feeds: readonly FeedRow[];
  current: string;
  onChoose: (path: string) => void;
}) {
  return (
    <div className={styles.feeds}>
      <DataTable
        label="Feeds on this machine"
        columns={columns}
        rows={feeds}
        rowKey={({ feed }) => feedPath(feed)}
        rowLabel={({ feed }) => feedPath(feed)}
        currentKey={current}
        onOpen={({ feed }) => onChoose(feedPath(feed))}
      />
    </div>
  );
}
