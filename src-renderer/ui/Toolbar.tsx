import type { ReactNode } from 'react';
import styles from './Toolbar.module.css';

/** A row of controls that belong together; `end` sits at the far side. */
export function Toolbar({ label, end, children }: { label: string; end?: ReactNode; children?: ReactNode }) {
  return (
    <div className={styles.toolbar} role="group" aria-label={label}>
      {children}
      {end !== undefined && <div className={styles.end}>{end}</div>}
    </div>
  );
}
