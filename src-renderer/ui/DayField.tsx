import { CalendarDays } from 'lucide-react';
import { useRef } from 'react';
import { isDay } from '../format/day.ts';
import styles from './DayField.module.css';
import { IconButton } from './IconButton.tsx';
import { TextField } from './TextField.tsx';
import { classNames } from './class-names.ts';

export interface DayFieldProps {
  /** As it is typed: a day `YYYY-MM-DD`, or what is on the way to become one. */
  value: string;
  onValueChange: (value: string) => void;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
  'aria-label'?: string | undefined;
  className?: string | undefined;
}

/**
 * A day, written as days are written everywhere here, whatever the system's own way is; the button opens the browser's
 * calendar. Put it into a `Field`, or give it an `aria-label`.
 */
export function DayField({ value, onValueChange, className, disabled, ...rest }: DayFieldProps) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <span className={classNames(styles.group, className)}>
      <TextField
        {...rest}
        className={styles.text}
        inputMode="numeric"
        placeholder="YYYY-MM-DD"
        maxLength={10}
        disabled={disabled}
        aria-invalid={(value !== '' && !isDay(value)) || undefined}
        value={value}
        onValueChange={onValueChange}
      />
      <input
        ref={picker}
        type="date"
        className={styles.picker}
        tabIndex={-1}
        aria-hidden
        value={isDay(value) ? value : ''}
        onChange={(event) => onValueChange(event.target.value)}
      />
      <IconButton
        label="Open the calendar"
        icon={<CalendarDays aria-hidden />}
        className={styles.open}
        disabled={disabled}
        onClick={() => picker.current?.showPicker()}
      />
    </span>
  );
}
