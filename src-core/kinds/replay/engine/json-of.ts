/** JSON text of whatever a model returned; what JSON cannot hold is written as the text of it. */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value, textOfWhatJsonCannotHold) ?? String(value);
  } catch {
    return JSON.stringify('a value that cannot be written as JSON');
  }
}

function textOfWhatJsonCannotHold(_key: string, member: unknown): unknown {
  const isLost = typeof member === 'bigint' || (typeof member === 'number' && !Number.isFinite(member));
  return isLost ? String(member) : member;
}
