import { useState } from 'react';
import type { CandleExportFormat, CandleExportTimes } from '../../../../src-core/data/candle-export.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import { useCommand } from '../../../state/query/use-command.ts';
import { Field } from '../../../ui/Field.tsx';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { Select } from '../../../ui/Select.tsx';
import type { DayRange } from '../DayCalendar.tsx';
import { RangeFields } from '../RangeFields.tsx';
import { problemWithRange } from '../day-range.ts';

interface Writing {
  readonly format: CandleExportFormat;
  readonly times: CandleExportTimes;
}

const formats = [
  { value: 'csv', label: 'CSV', hint: 'time, open, high, low, close, volume' },
  { value: 'parquet', label: 'Parquet', hint: 'all columns, as they are stored' },
] as const;
const writings = [
  { value: 'iso', label: '2022-01-03T00:00:00Z' },
  { value: 'epoch_ms', label: '1641168000000', hint: 'milliseconds since 1970' },
] as const;

/** Writes days of a feed into a file, which is then there to be saved. */
export function ExportDialog({
  feed,
  range: shown,
  onClose,
}: {
  feed: Feed;
  range: DayRange;
  onClose: () => void;
}) {
  const [range, setRange] = useState(shown);
  const [{ format, times }, setWriting] = useState<Writing>({ format: 'csv', times: 'iso' });
  const start = useCommand('data.export', 'inline');
  const problem = problemWithRange(range);
  const submit = async (): Promise<void> => {
    if ((await start.run({ feed, ...range, format, times })) !== undefined) onClose();
  };
  return (
    <FormDialog
      onClose={onClose}
      title="Export candles"
      description={`Days of ${feedPath(feed)} in one file. When it is ready it can be saved from the list below the calendar.`}
      submitLabel="Export"
      busy={start.isBusy}
      disabled={problem !== undefined}
      error={start.error}
      onSubmit={() => void submit()}
    >
      <Field label="Format">
        <Select
          value={format}
          onValueChange={(next) => setWriting({ format: next, times })}
          options={formats}
        />
      </Field>
      {format === 'csv' && (
        <Field label="Times written as">
          <Select
            value={times}
            onValueChange={(next) => setWriting({ format, times: next })}
            options={writings}
          />
        </Field>
      )}
      <RangeFields range={range} onRangeChange={setRange} problem={problem} />
    </FormDialog>
  );
}
