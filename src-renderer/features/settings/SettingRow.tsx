import type { ReactNode } from 'react';
import { Field } from '../../ui/Field.tsx';
import styles from './settings.module.css';

/** A setting in a line: what it is on one side, its control on the other. */
export function SettingRow({
  label,
  hint,
  error,
  children,
}: {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  children: ReactNode;
}) {
  return (
    <Field label={label} hint={hint} error={error} className={styles.row}>
      {children}
    </Field>
  );
}
