/** Outputs nested deeper are not copied further; also what ends the copy of one that holds itself. */
const deepest = 8;

/**
 * What a model returned, as it is now: a model may fill the same object again for its next prediction. Objects become
 * plain ones of their own fields, which is all that is kept of them; those that JSON writes in a way of their own
 * (dates, for example) stay as they are, and so do promises, of which nothing can be kept yet.
 */
export function copyOutput(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > deepest || 'toJSON' in value) return value;
  if (value instanceof Promise) return value;
  if (Array.isArray(value)) return value.map((member: unknown) => copyOutput(member, depth + 1));
  if (ArrayBuffer.isView(value)) return value instanceof DataView ? value : (value as Float64Array).slice();
  const copy: Record<string, unknown> = { ...value };
  for (const key in copy) {
    const member = copy[key];
    if (typeof member === 'object') copy[key] = copyOutput(member, depth + 1);
  }
  return copy;
}
