import { DayField } from '../../ui/DayField.tsx';
import { Field } from '../../ui/Field.tsx';
import type { DayRange } from './DayCalendar.tsx';

/** The first and the last day of a range. */
export function RangeFields({
  range,
  onRangeChange,
  problem,
}: {
  range: DayRange;
  onRangeChange: (range: DayRange) => void;
  problem: string | undefined;
}) {
  return (
    <>
      <Field label="First day, UTC">
        <DayField
          required
          value={range.firstDay}
          onValueChange={(firstDay) => onRangeChange({ ...range, firstDay })}
        />
      </Field>
      <Field label="Last day, UTC" error={problem}>
        <DayField
          required
          value={range.lastDay}
          onValueChange={(lastDay) => onRangeChange({ ...range, lastDay })}
        />
      </Field>
    </>
  );
}
