/** The part of JSON Schema that job schemas use, as a form reads it. */
export interface FieldSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly FieldSchema[];
  readonly items?: FieldSchema;
}

/** How a field is edited; `json` is left to the editor below the form. */
export type FieldWidget = 'text' | 'integer' | 'number' | 'choice' | 'switch' | 'json';

/** The widget that suits a field. A choice between names and something larger is a choice of the names. */
export function widgetOf(schema: FieldSchema): FieldWidget {
  if (choicesOf(schema).length > 0) return 'choice';
  switch (schema.type) {
    case 'string':
      return 'text';
    case 'integer':
      return 'integer';
    case 'number':
      return 'number';
    case 'boolean':
      return 'switch';
    default:
      return 'json';
  }
}

/** The names that a field can take. */
export function choicesOf(schema: FieldSchema): readonly string[] {
  return schema.enum ?? schema.anyOf?.find((option) => option.enum !== undefined)?.enum ?? [];
}

/** The schema of a field by its path, `model.on_tick_error`; undefined when there is none. */
export function fieldAt(schema: FieldSchema, path: string): FieldSchema | undefined {
  return path.split('.').reduce<FieldSchema | undefined>((within, key) => within?.properties?.[key], schema);
}

/** What people call a field: `prediction_interval_seconds` is "Prediction interval, seconds". */
export function labelOf(path: string): string {
  const words = path
    .replaceAll(/[._]/g, ' ')
    .replace(/ seconds$/, ', seconds')
    .replace(/ mb$/, ', MiB');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Paths of all fields that a form can show, groups by groups, without those of `hidden`. */
export function formPaths(schema: FieldSchema, hidden: ReadonlySet<string>, within = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const path = within === '' ? key : `${within}.${key}`;
    if (hidden.has(path) || field.const !== undefined) return [];
    if (field.type === 'object' && field.properties !== undefined) return formPaths(field, hidden, path);
    return widgetOf(field) === 'json' ? [] : [path];
  });
}
