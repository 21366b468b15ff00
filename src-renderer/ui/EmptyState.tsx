import type { ReactNode } from 'react';
import styles from './Message.module.css';

export interface EmptyStateProps {
  icon?: ReactNode;
  /** What would be here: "No backtests yet". */
  title: string;
  /** What to do about it. */
  children?: ReactNode;
  /** The doing: one or two buttons. */
  action?: ReactNode;
}

/** Says that there is nothing, why, and what to do. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className={styles.message}>
      {icon !== undefined && (
        <span className={styles.icon} aria-hidden>
          {icon}
        </span>
      )}
      <h2>{title}</h2>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {action !== undefined && <div className={styles.actions}>{action}</div>}
    </div>
  );
}
