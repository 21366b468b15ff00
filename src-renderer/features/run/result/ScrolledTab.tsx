import type { ReactNode } from 'react';
import { useRememberedScroll } from '../run-view.ts';
import styles from './result.module.css';

/** A tab that scrolls by itself, and is found again as it was left. */
export function ScrolledTab({ tab, label, children }: { tab: string; label: string; children: ReactNode }) {
  const scroller = useRememberedScroll(tab);
  return (
    // What scrolls must be reached by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={scroller} className={styles.scrolled} tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  );
}
