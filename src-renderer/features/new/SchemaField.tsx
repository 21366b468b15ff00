import { Field } from '../../ui/Field.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { Select } from '../../ui/Select.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { choicesOf, fieldAt, labelOf, widgetOf, type FieldSchema } from './json-schema.ts';
import { textOf, valueAt, withValue, type SpecDraft } from './spec-value.ts';

export interface SchemaFieldProps {
  schema: FieldSchema;
  path: string;
  spec: SpecDraft;
  onSpecChange: (spec: SpecDraft) => void;
  errors: Readonly<Record<string, string>>;
  /** In place of the words that the field's name gives. */
  label?: string;
  /** What holds while it is empty, where the schema has no default. */
  placeholder?: string | undefined;
}

/** Stands for "as it is by default" in a list of choices. */
const byDefault = ' ';

/** One field of a spec, edited as its schema says. What is left empty is left out, so that the default holds. */
export function SchemaField({
  schema,
  path,
  spec,
  onSpecChange,
  errors,
  label,
  placeholder,
}: SchemaFieldProps) {
  const field = fieldAt(schema, path);
  if (field === undefined) return null;
  const value = valueAt(spec, path);
  const set = (next: unknown): void => onSpecChange(withValue(spec, path, next));
  return (
    <Field label={label ?? labelOf(path)} hint={field.description} error={errors[path]}>
      {control(field, value, set, placeholder)}
    </Field>
  );
}

function control(
  field: FieldSchema,
  value: unknown,
  set: (next: unknown) => void,
  placeholder: string | undefined,
) {
  const fallback = textOf(field.default) ?? placeholder;
  switch (widgetOf(field)) {
    case 'choice':
      return (
        <Select
          value={typeof value === 'string' ? value : byDefault}
          onValueChange={(next) => set(next === byDefault ? undefined : next)}
          options={[
            { value: byDefault, label: fallback === undefined ? 'By default' : `By default: ${fallback}` },
            ...choicesOf(field).map((choice) => ({ value: choice, label: choice })),
          ]}
        />
      );
    case 'integer':
    case 'number':
      return (
        <NumberField
          value={typeof value === 'number' ? value : null}
          onValueChange={(next) => set(next ?? undefined)}
          minimum={field.minimum}
          maximum={field.maximum}
          placeholder={fallback}
        />
      );
    case 'switch':
      return (
        <Switch checked={(value ?? field.default) === true} onCheckedChange={(checked) => set(checked)} />
      );
    default:
      return (
        <TextField
          value={typeof value === 'string' ? value : ''}
          onValueChange={(next) => set(next === '' ? undefined : next)}
          placeholder={fallback}
        />
      );
  }
}
