/** Whether user code returned an object with named members: no list, and no promise, which has not got them yet. */
export function isDictionary(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Promise);
}
