import { NumberField as Base } from '@base-ui/react/number-field';
import { Minus, Plus } from 'lucide-react';
import control from './control.module.css';
import styles from './NumberField.module.css';
import { classNames } from './class-names.ts';

export interface NumberFieldProps {
  value: number | null;
  onValueChange: (value: number | null) => void;
  /** Once it has been typed or stepped to, not on the way there. */
  onValueCommitted?: ((value: number | null) => void) | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  step?: number | undefined;
  disabled?: boolean | undefined;
  placeholder?: string | undefined;
  'aria-label'?: string | undefined;
}

/** A number with steppers. Put it into a `Field` whose label names the unit. Empty is `null`. */
export function NumberField(props: NumberFieldProps) {
  const { value, onValueChange, minimum, maximum, step, disabled, placeholder } = props;
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => onValueChange(next)}
      onValueCommitted={(next) => props.onValueCommitted?.(next)}
      {...(minimum === undefined ? {} : { min: minimum })}
      {...(maximum === undefined ? {} : { max: maximum })}
      {...(step === undefined ? {} : { step })}
      disabled={disabled ?? false}
      format={{ maximumFractionDigits: 12, useGrouping: false }}
      locale="en-US"
    >
      <Base.Group className={styles.group}>
        <Base.Decrement className={styles.step} aria-label="Less">
          <Minus aria-hidden />
        </Base.Decrement>
        <Base.Input
          className={classNames(control.control, control.number, styles.input)}
          placeholder={placeholder}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || props.onValueCommitted === undefined) return;
            // What is typed is taken over when the field is left: so it is left for a moment.
            event.currentTarget.blur();
            event.currentTarget.focus();
          }}
          aria-label={props['aria-label']}
        />
        <Base.Increment className={styles.step} aria-label="More">
          <Plus aria-hidden />
        </Base.Increment>
      </Base.Group>
    </Base.Root>
  );
}
