/** A job spec as it is being written: anything that JSON can hold. */
export type SpecDraft = Readonly<Record<string, unknown>>;

/** The value at a path, `feed.subject`; undefined where there is none. */
export function valueAt(spec: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((within, key) => (within as Record<string, unknown> | null | undefined)?.[key], spec);
}

/** The same spec with another value at a path; `undefined` takes the field out, and an object left empty with it. */
export function withValue(spec: SpecDraft, path: string, value: unknown): SpecDraft {
  const [key = '', ...rest] = path.split('.');
  const inner = spec[key];
  const next = rest.length === 0 ? value : withValue(isObject(inner) ? inner : {}, rest.join('.'), value);
  const isGone = next === undefined || (rest.length > 0 && isObject(next) && Object.keys(next).length === 0);
  if (!isGone) return { ...spec, [key]: next };
  const { [key]: _, ...others } = spec;
  return others;
}

/** A plain value as text, for showing it; undefined for lists, objects and nothing. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
