import type { ComponentProps, ReactNode } from 'react';
import styles from './Button.module.css';
import { classNames } from './class-names.ts';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  children: ReactNode;
  /** `primary`: at most one a view. `quiet`: without a border, for toolbars. `danger`: destroys something. */
  look?: 'normal' | 'primary' | 'quiet' | 'danger' | undefined;
  icon?: ReactNode;
  /** The work that it started still runs: it stays focusable, says so, and does nothing when pressed. */
  busy?: boolean | undefined;
}

/** A button whose words are a verb: "Pull 14 days, 62 MB". */
export function Button({
  look = 'normal',
  icon,
  busy = false,
  type = 'button',
  className,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={classNames(styles.button, styles[look], className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {icon}
      <span className={styles.words}>{children}</span>
      {busy && <span className={styles.busy} aria-hidden />}
    </button>
  );
}
