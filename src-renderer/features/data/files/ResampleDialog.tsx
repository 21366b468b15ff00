import { useState } from 'react';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import { useCommand } from '../../../state/query/use-command.ts';
import { Checkbox } from '../../../ui/Checkbox.tsx';
import { Field } from '../../../ui/Field.tsx';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { Select } from '../../../ui/Select.tsx';
import type { DayRange } from '../DayCalendar.tsx';
import { RangeFields } from '../RangeFields.tsx';
import { problemWithRange } from '../day-range.ts';

/** Puts candles of a feed together to a larger period, as a feed of its own. */
export function ResampleDialog({
  feed,
  periods,
  range: shown,
  onClose,
}: {
  feed: Feed;
  /** Those that its candles fill; at least one. */
  periods: readonly string[];
  range: DayRange;
  onClose: () => void;
}) {
  const [range, setRange] = useState(shown);
  const [granularity, setGranularity] = useState(periods[0] ?? '');
  const [replace, setReplace] = useState(false);
  const start = useCommand('data.resample', 'inline');
  const problem = problemWithRange(range);
  const submit = async (): Promise<void> => {
    if ((await start.run({ feed, ...range, granularity, replace })) !== undefined) onClose();
  };
  return (
    <FormDialog
      onClose={onClose}
      title="Resample candles"
      description={`Candles of ${feedPath(feed)} are put together to a feed of a longer period, marked as derived. Days that are up to date are left alone.`}
      submitLabel="Resample"
      busy={start.isBusy}
      disabled={problem !== undefined}
      error={start.error}
      onSubmit={() => void submit()}
    >
      <Field label="Period">
        <Select
          value={granularity}
          onValueChange={setGranularity}
          options={periods.map((period) => ({ value: period, label: period }))}
        />
      </Field>
      <RangeFields range={range} onRangeChange={setRange} problem={problem} />
      <Checkbox checked={replace} onCheckedChange={setReplace}>
        Also replace days that came from elsewhere
      </Checkbox>
    </FormDialog>
  );
}
