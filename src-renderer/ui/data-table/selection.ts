/** A selection after a row was picked: alone it toggles the row, with Shift it takes all from the anchor to the row. */
export function pickRow(
  selection: ReadonlySet<string>,
  keys: readonly string[],
  row: number,
  { anchor, extend }: { anchor: number | undefined; extend: boolean },
): Set<string> {
  const next = new Set(selection);
  if (extend && anchor !== undefined) {
    for (const key of keys.slice(Math.min(anchor, row), Math.max(anchor, row) + 1)) next.add(key);
    return next;
  }
  const key = keys[row];
  if (key !== undefined && !next.delete(key)) next.add(key);
  return next;
}
