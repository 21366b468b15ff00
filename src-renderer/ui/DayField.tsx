import { CalendarDays } from 'lucide-react';
import { useRef } from 'react';
import { isDay } from '../format/day.ts';
import styles from './DayField.module.css';
import { IconButton } from './IconButton.tsx';
import { TextField } from './TextField.tsx';
import { classNames } from './class-names.ts';

export interface DayFieldProps {
  /** As it is typed: a day `YYYY-MM-DD`, or what is on the way to become one; with `allowsTime` a time may follow. */
  value: string;
  onValueChange: (value: string) => void;
  allowsTime?: boolean | undefined;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
  'aria-label'?: string | undefined;
  className?: string | undefined;
}

/**
 * A day, written as days are written everywhere here, whatever the system's own way is; the button opens the browser's
 * calendar. Put it into a `Field`, or give it an `aria-label`.
 */
export function DayField({
  value,
  onValueChange,
  allowsTime = false,
  className,
  disabled,
  ...rest
}: DayFieldProps) {
  const day = value.slice(0, 10);
  const picker = useRef<HTMLInputElement>(null);
  return (
    <span className={classNames(styles.group, className)}>
      <TextField
        {...rest}
        className={styles.text}
        placeholder="YYYY-MM-DD"
        maxLength={allowsTime ? undefined : 10}
        disabled={disabled}
        aria-invalid={(!allowsTime && value !== '' && !isDay(value)) || undefined}
        value={value}
        onValueChange={onValueChange}
      />
      <input
        ref={picker}
        type="date"
        className={styles.picker}
        tabIndex={-1}
        aria-hidden
        value={isDay(day) ? day : ''}
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
