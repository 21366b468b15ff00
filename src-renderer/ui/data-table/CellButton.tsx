import type { ComponentProps, ReactNode } from 'react';
import styles from '../IconButton.module.css';
import { classNames } from '../class-names.ts';

export interface CellButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  /** What it does, as its name for screen readers and as its tooltip. */
  label: string;
  /** An icon of lucide-react. */
  icon: ReactNode;
  /** For a button that stays down; shown and said. */
  pressed?: boolean | undefined;
}

/** An `IconButton` for cells: reached with the keys of the grid, and light, since hundreds come and go while scrolling. */
export function CellButton({ label, icon, pressed, className, ...rest }: CellButtonProps) {
  return (
    <button
      {...rest}
      type="button"
      tabIndex={-1}
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      className={classNames(styles.button, className)}
    >
      {icon}
    </button>
  );
}
