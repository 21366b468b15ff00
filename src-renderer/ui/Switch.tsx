import { Switch as Base } from '@base-ui/react/switch';
import type { ReactNode } from 'react';
import styles from './Switch.module.css';

export interface SwitchProps {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  /** The words beside it: what is on when it is on. Inside a `Field`, leave them out. */
  children?: ReactNode;
  disabled?: boolean | undefined;
  'aria-label'?: string | undefined;
}

/** A setting that takes effect at once. For a choice that is submitted with a form, use a Checkbox. */
export function Switch({ checked, onCheckedChange, children, disabled = false, ...rest }: SwitchProps) {
  const control = (
    <Base.Root
      {...rest}
      checked={checked}
      onCheckedChange={(next) => onCheckedChange(next)}
      disabled={disabled}
      className={styles.root}
    >
      <Base.Thumb className={styles.thumb} />
    </Base.Root>
  );
  if (children === undefined) return control;
  return (
    <label className={styles.label}>
      {control}
      <span>{children}</span>
    </label>
  );
}
