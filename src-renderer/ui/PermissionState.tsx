import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Message.module.css';

/** Says that this session may not see or do something, and who could. */
export function PermissionState({ children }: { children: ReactNode }) {
  return (
    <div className={styles.message}>
      <span className={styles.icon} aria-hidden>
        <Lock />
      </span>
      <h2>Not for this session</h2>
      <div className={styles.text}>{children}</div>
    </div>
  );
}
