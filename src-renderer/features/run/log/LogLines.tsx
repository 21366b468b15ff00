import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { usePreferences } from '../../../state/preferences.ts';
import { useRowHeight } from '../../../ui/data-table/use-row-height.ts';
import { classNames } from '../../../ui/class-names.ts';
import { useRememberedScroll } from '../run-view.ts';
import { lineTime } from './filter-log.ts';
import type { NumberedLine } from './job-log.ts';
import styles from './log.module.css';

const overscan = 20;
/** So near to the end counts as at the end, in pixels. */
const nearEnd = 8;

/** Lines of a log, of which only those on screen exist. Follows the end until the person scrolls away from it. */
export function LogLines({
  label,
  lines,
  follows,
  onFollowsChange,
}: {
  label: string;
  lines: readonly NumberedLine[];
  follows: boolean;
  onFollowsChange: (follows: boolean) => void;
}) {
  const scroller = useRememberedScroll('log');
  const zone = usePreferences((state) => state.timeZone);
  const rowHeight = useRowHeight();
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => lines[index]?.number ?? index,
    overscan,
  });
  const last = lines.at(-1)?.number;
  useLayoutEffect(() => {
    if (follows && last !== undefined) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [virtualizer, follows, last, lines.length]);
  const latestChange = useRef(onFollowsChange);
  useLayoutEffect(() => {
    latestChange.current = onFollowsChange;
  });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let top = element.scrollTop;
    const look = (): void => {
      const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight <= nearEnd;
      // The list itself only moves towards its end.
      if (isAtEnd) latestChange.current(true);
      else if (element.scrollTop < top) latestChange.current(false);
      top = element.scrollTop;
    };
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [scroller]);
  return (
    // What scrolls must be reached by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={scroller} className={styles.scroller} tabIndex={0} role="group" aria-label={label}>
      <div className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const line = lines[index];
          if (line === undefined) return null;
          return (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              className={classNames(styles.line, styles[line.level])}
              style={{ transform: `translateY(${start}px)` }}
            >
              <span className={styles.number}>{line.number}</span>
              <time className={styles.time} dateTime={line.at}>
                {lineTime(line, zone)}
              </time>
              <span className={styles.level}>{line.level}</span>
              <span className={styles.origin}>{line.origin}</span>
              <span className={styles.message}>{line.message}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
