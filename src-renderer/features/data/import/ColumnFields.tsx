import type { ImportField } from '../../../../src-core/data/candle-import.ts';
import { Field } from '../../../ui/Field.tsx';
import { Select } from '../../../ui/Select.tsx';
import { columnsOfField, fieldLabels, type ImportForm, type Preview } from './import-form.ts';
import styles from './import.module.css';

const none = 'none';

/** Which column of a file is what. */
export function ColumnFields({
  form,
  preview,
  onColumnsChange,
}: {
  form: ImportForm;
  preview: Preview;
  onColumnsChange: (field: ImportField, columns: readonly string[]) => void;
}) {
  const names = preview.fileColumns.map(({ name }) => name);
  // By place: a column may have no name.
  const options = preview.fileColumns.map(({ name, values }, index) => ({
    value: String(index),
    label: name === '' ? `column ${index + 1}, without a name` : name,
    ...(values[0] === undefined || values[0] === '' ? {} : { hint: values[0].slice(0, 40) }),
  }));
  const placeOf = (name: string | undefined): string | null => {
    const index = name === undefined ? -1 : names.indexOf(name);
    return index < 0 ? null : String(index);
  };
  const nameAt = (place: string): string => names[Number(place)] ?? '';
  const [date, timeOfDay] = columnsOfField(form, preview, 'time');
  const selectOf = (field: ImportField) => {
    const [column] = columnsOfField(form, preview, field);
    const isNeeded = field === 'time' || field === 'close';
    return (
      <Field key={field} label={`${fieldLabels[field]} from`}>
        <Select
          value={placeOf(column) ?? (isNeeded ? null : none)}
          onValueChange={(place) => {
            if (place === none) onColumnsChange(field, []);
            else if (field === 'time' && timeOfDay !== undefined) {
              onColumnsChange(field, [nameAt(place), timeOfDay]);
            } else onColumnsChange(field, [nameAt(place)]);
          }}
          options={isNeeded ? options : [{ value: none, label: 'not in the file' }, ...options]}
        />
      </Field>
    );
  };
  return (
    <div className={styles.columns} role="group" aria-label="Columns of the file">
      {selectOf('time')}
      <Field label="Time of day from">
        <Select
          value={placeOf(timeOfDay) ?? none}
          disabled={date === undefined}
          onValueChange={(place) =>
            onColumnsChange('time', place === none ? [date ?? ''] : [date ?? '', nameAt(place)])
          }
          options={[{ value: none, label: 'the column of the time' }, ...options]}
        />
      </Field>
      {(['open', 'high', 'low', 'close', 'volume'] as const).map(selectOf)}
    </div>
  );
}
