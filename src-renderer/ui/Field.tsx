import { Field as Base } from '@base-ui/react/field';
import type { ReactNode } from 'react';
import styles from './Field.module.css';
import hidden from './visually-hidden.module.css';
import { classNames } from './class-names.ts';

export interface FieldProps {
  /** Name of the control, with its unit: "Memory per slot, MB". */
  label: ReactNode;
  /** One line that helps to fill it in. */
  hint?: ReactNode;
  /** What is wrong with the value and what to do; shown under the control and said when it appears. */
  error?: string | undefined;
  /** Hides the label from sight, where the place says it already; screen readers still hear it. */
  labelHidden?: boolean | undefined;
  className?: string | undefined;
  /** One of TextField, NumberField, Select, Combobox, Switch, Checkbox: they take label, hint and error from here. */
  children: ReactNode;
}

/** A control with its label, hint and inline error, tied together for assistive technology. */
export function Field({ label, hint, error, labelHidden, className, children }: FieldProps) {
  return (
    <Base.Root className={classNames(styles.field, className)} invalid={error !== undefined}>
      <Base.Label className={classNames(styles.label, labelHidden && hidden.hidden)}>{label}</Base.Label>
      {children}
      {hint !== undefined && <Base.Description className={styles.hint}>{hint}</Base.Description>}
      <Base.Error className={styles.error} match={error !== undefined} role="alert">
        {error}
      </Base.Error>
    </Base.Root>
  );
}
