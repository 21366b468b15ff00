import { useMemo } from 'react';
import type { ImportField } from '../../../../src-core/data/candle-import.ts';
import { Checkbox } from '../../../ui/Checkbox.tsx';
import { Combobox } from '../../../ui/Combobox.tsx';
import { Field } from '../../../ui/Field.tsx';
import { Select } from '../../../ui/Select.tsx';
import styles from '../data.module.css';
import { ColumnFields } from './ColumnFields.tsx';
import { describeFile, type ImportForm, type Preview } from './import-form.ts';
import { PreviewTable } from './PreviewTable.tsx';
import own from './import.module.css';

const delimiters = [
  { value: ',', label: 'comma' },
  { value: ';', label: 'semicolon' },
  { value: '\t', label: 'tab' },
  { value: '|', label: 'vertical bar' },
] as const;

const badRowsNamed = 5;
const rowsShown = 5;

/** How a file is understood, and what can be said of it where that is wrong. */
export function FileDetails({
  form,
  preview,
  onChange,
}: {
  form: ImportForm;
  preview: Preview;
  onChange: (form: ImportForm) => void;
}) {
  const zones = useMemo(
    () => ['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => ({ value: zone, label: zone })),
    [],
  );
  const setColumns = (field: ImportField, columns: readonly string[]): void =>
    onChange({ ...form, columns: { ...form.columns, [field]: columns } });
  return (
    <>
      <p role="status" className={preview.problem === null ? styles.note : styles.trouble}>
        {preview.problem?.message ?? describeFile(preview)}
      </p>
      {preview.format !== 'hindcast' && (
        <>
          <ColumnFields form={form} preview={preview} onColumnsChange={setColumns} />
          <div className={own.columns}>
            <Field label="Time zone of times without one">
              <Combobox
                value={form.timeZone ?? 'UTC'}
                onValueChange={(timeZone) => {
                  if (timeZone !== null) onChange({ ...form, timeZone });
                }}
                options={zones}
              />
            </Field>
            {preview.delimiter !== null && (
              <Field label="Fields are separated by">
                <Select
                  value={delimiters.find(({ value }) => value === preview.delimiter)?.value ?? null}
                  onValueChange={(delimiter) => onChange({ ...form, columns: {}, delimiter })}
                  options={delimiters}
                />
              </Field>
            )}
          </div>
          {preview.delimiter !== null && (
            <Checkbox
              checked={form.decimalComma ?? preview.decimalComma}
              onCheckedChange={(decimalComma) => onChange({ ...form, decimalComma })}
            >
              Numbers have a decimal comma
            </Checkbox>
          )}
        </>
      )}
      {preview.rows.length > 0 && <PreviewTable rows={preview.rows.slice(0, rowsShown)} />}
      {preview.badRows > 0 && (
        <>
          <ul className={own.badRows} aria-label="Rows that cannot be read">
            {preview.badRowExamples.slice(0, badRowsNamed).map(({ row, problem }) => (
              <li key={row}>
                Row {row}: {problem}
              </li>
            ))}
          </ul>
          <Checkbox
            checked={form.skipBadRows}
            onCheckedChange={(skipBadRows) => onChange({ ...form, skipBadRows })}
          >
            Leave out rows that cannot be read, instead of refusing the file
          </Checkbox>
        </>
      )}
    </>
  );
}
