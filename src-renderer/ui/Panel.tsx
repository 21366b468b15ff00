import { useId, type ReactNode } from 'react';
import styles from './Panel.module.css';
import { classNames } from './class-names.ts';

export interface PanelProps {
  title?: string | undefined;
  /** Controls at the far side of the title. */
  actions?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}

/** A box on the panel surface with a heading; a region for screen readers when it has a title. */
export function Panel({ title, actions, className, children }: PanelProps) {
  const heading = useId();
  return (
    <section className={classNames(styles.panel, className)} aria-labelledby={title && heading}>
      {(title !== undefined || actions !== undefined) && (
        <header className={styles.head}>
          {title !== undefined && <h2 id={heading}>{title}</h2>}
          {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        </header>
      )}
      {children}
    </section>
  );
}
