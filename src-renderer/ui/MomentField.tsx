import { inZone, secondsOfTyped, type TypedMoment } from '../format/typed-moment.ts';
import { zoneName } from '../format/time.ts';
import { DayField } from './DayField.tsx';
import styles from './MomentField.module.css';
import { Switch } from './Switch.tsx';
import { TextField } from './TextField.tsx';

export interface MomentFieldProps {
  /** What the moment is of: "Not before". */
  label: string;
  value: TypedMoment;
  onValueChange: (value: TypedMoment) => void;
  /** What is wrong with it. */
  error?: string | undefined;
}

/** A moment as day and time of day, in UTC or in the machine's own zone; switching keeps the moment. */
export function MomentField({ label, value, onValueChange, error }: MomentFieldProps) {
  const zone = value.zone === 'utc' ? 'UTC' : 'local time';
  return (
    <fieldset className={styles.group}>
      <legend>{label}</legend>
      <div className={styles.fields}>
        <DayField
          aria-label={`${label}: day, ${zone}`}
          value={value.day}
          onValueChange={(day) => onValueChange({ ...value, day })}
        />
        <TextField
          aria-label={`${label}: time of day, ${zone}`}
          placeholder="HH:MM"
          maxLength={5}
          className={styles.time}
          value={value.time}
          onValueChange={(time) => onValueChange({ ...value, time })}
        />
        <span className={styles.zone}>{zoneName(value.zone, secondsOfTyped(value) ?? 0)}</span>
        <Switch
          checked={value.zone === 'local'}
          onCheckedChange={(isLocal) => onValueChange(inZone(value, isLocal ? 'local' : 'utc'))}
        >
          Local time
        </Switch>
      </div>
      {error !== undefined && (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
