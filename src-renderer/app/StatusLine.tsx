import { useEffect, useState } from 'react';
import { amountOf } from '../../src-core/text/amount-of.ts';
import { formatBytes } from '../format/bytes.ts';
import { formatClock } from '../format/time.ts';
import { usePreferences } from '../state/preferences.ts';
import { useHostStatus, useLiveStatus } from '../state/live/use-live.ts';
import styles from './StatusLine.module.css';

const networkWords = {
  unused: 'offline',
  reachable: 'coordinator reachable',
  unreachable: 'coordinator unreachable',
} as const;

/** The truth about network, cache and queue, in words. */
export function StatusLine() {
  const status = useHostStatus();
  const { connection } = useLiveStatus();
  return (
    <footer className={styles.line} aria-label="Status" data-region tabIndex={-1}>
      {connection !== 'open' && <span className={styles.lost}>connection lost</span>}
      {status !== undefined && (
        <>
          <span>{networkWords[status.network]}</span>
          <span>cache {formatBytes(status.cacheBytes)}</span>
          <span>results {formatBytes(status.resultBytes)}</span>
          <span>{amountOf(status.endedToday, 'job')} ended today</span>
          {status.paused !== null && <span>queue paused</span>}
          {status.pending > 0 && <span>{status.pending} waiting</span>}
        </>
      )}
      <Clock />
    </footer>
  );
}

function Clock() {
  const zone = usePreferences((state) => state.timeZone);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    // Wakes at each full minute: the clock shows no seconds.
    const timer = setTimeout(() => setNow(Date.now()), 60_000 - (now % 60_000));
    return () => clearTimeout(timer);
  }, [now]);
  return <time className={styles.clock}>{formatClock(now / 1000, zone)}</time>;
}
