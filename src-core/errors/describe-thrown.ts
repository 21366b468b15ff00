/**
 * What user code threw, in words: anything can be thrown, also what has no text, and its text may throw in turn. Never
 * throws.
 */
export function describeThrown(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  } catch {
    return 'something that cannot say what it is';
  }
}
