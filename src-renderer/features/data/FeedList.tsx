import { Link, useLocation } from 'wouter';
import type { OutputOf } from '../../../src-core/api/contract.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatWhole } from '../../format/number.ts';
import { Badge } from '../../ui/Badge.tsx';
import { DataTable } from '../../ui/data-table/DataTable.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import styles from './data.module.css';
import { rowsStyle } from './rows-style.ts';

type FeedRow = OutputOf<'data.feeds'>[number];

/** Where a feed's calendar is shown. */
export function addressOfFeed(path: string): string {
  return `/data?${new URLSearchParams({ tab: 'machine', feed: path }).toString()}`;
}

const columns: readonly Column<FeedRow>[] = [
  {
    id: 'feed',
    header: 'Feed',
    width: 'minmax(12rem, 1fr)',
    required: true,
    value: ({ feed }) => feedPath(feed),
    cell: ({ feed, isSynthetic }) => (
      <span className={styles.feed}>
        <Link
          href={addressOfFeed(feedPath(feed))}
          tabIndex={-1}
          className={styles.feedPath}
          title={feedPath(feed)}
        >
          {feedPath(feed)}
        </Link>
        {isSynthetic && <Badge title="These candles are made up">synthetic</Badge>}
      </span>
    ),
  },
  {
    id: 'days',
    header: 'Days',
    width: '5rem',
    align: 'end',
    value: ({ days }) => days,
    cell: ({ days }) => formatWhole(days),
  },
  { id: 'first', header: 'First day, UTC', width: '7.5rem', value: ({ firstDay }) => firstDay },
  { id: 'last', header: 'Last day, UTC', width: '7.5rem', value: ({ lastDay }) => lastDay },
  {
    id: 'size',
    header: 'Size',
    width: '6rem',
    align: 'end',
    value: ({ sizeBytes }) => sizeBytes,
    cell: ({ sizeBytes }) => formatBytes(sizeBytes),
  },
];

/** The feeds with candles here; opening one shows its calendar. */
export function FeedList({ feeds, current }: { feeds: readonly FeedRow[]; current: string }) {
  const [, navigate] = useLocation();
  return (
    <div className={styles.rows} style={rowsStyle(feeds.length)}>
      <DataTable
        label="Feeds on this machine"
        columns={columns}
        rows={feeds}
        rowKey={({ feed }) => feedPath(feed)}
        rowLabel={({ feed }) => feedPath(feed)}
        currentKey={current}
        onOpen={({ feed }) => navigate(addressOfFeed(feedPath(feed)))}
      />
    </div>
  );
}
