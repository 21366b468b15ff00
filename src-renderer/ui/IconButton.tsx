import type { ComponentProps, ReactNode } from 'react';
import styles from './IconButton.module.css';
import { Tooltip } from './Tooltip.tsx';
import { classNames } from './class-names.ts';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  /** What it does, as its name for screen readers and as its tooltip. */
  label: string;
  /** An icon of lucide-react. */
  icon: ReactNode;
  /** For a button that stays down; shown and said. */
  pressed?: boolean | undefined;
}

/** A button that shows an icon and says its name on hover and focus. */
export function IconButton({ label, icon, pressed, type = 'button', className, ...rest }: IconButtonProps) {
  return (
    <Tooltip content={label}>
      <button
        {...rest}
        type={type}
        aria-label={label}
        aria-pressed={pressed}
        className={classNames(styles.button, className)}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
