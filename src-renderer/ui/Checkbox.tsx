import { Checkbox as Base } from '@base-ui/react/checkbox';
import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Checkbox.module.css';

export interface CheckboxProps {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  /** Some of what it stands for is checked. */
  indeterminate?: boolean | undefined;
  children?: ReactNode;
  disabled?: boolean | undefined;
  tabIndex?: number | undefined;
  'aria-label'?: string | undefined;
}

export function Checkbox({
  checked,
  onCheckedChange,
  indeterminate = false,
  children,
  disabled = false,
  ...rest
}: CheckboxProps) {
  const control = (
    <Base.Root
      {...rest}
      checked={checked}
      onCheckedChange={(next) => onCheckedChange(next)}
      indeterminate={indeterminate}
      disabled={disabled}
      className={styles.root}
    >
      <Base.Indicator className={styles.indicator}>
        {indeterminate ? <Minus aria-hidden /> : <Check aria-hidden />}
      </Base.Indicator>
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
