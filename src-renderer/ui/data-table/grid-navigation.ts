/** A cell of a grid; row -1 is the header. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows that fit on the screen, for Page Up and Page Down. */
  readonly page: number;
}

/** Where a key leads from a cell, as the ARIA grid pattern has it; undefined for keys that move nothing. */
export function nextPlace(
  place: CellPlace,
  { key, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  { rows, columns, page }: GridSize,
): CellPlace | undefined {
  // With Alt they are keys of commands, and of the browser.
  if (altKey) return undefined;
  const far = ctrlKey || metaKey;
  const clamp = (row: number, column: number): CellPlace => ({
    row: Math.min(Math.max(row, -1), rows - 1),
    column: Math.min(Math.max(column, 0), columns - 1),
  });
  const { row, column } = place;
  switch (key) {
    case 'ArrowUp':
      return clamp(row - 1, column);
    case 'ArrowDown':
      return clamp(row + 1, column);
    case 'ArrowLeft':
      return clamp(row, column - 1);
    case 'ArrowRight':
      return clamp(row, column + 1);
    case 'PageUp':
      return clamp(Math.max(row - page, Math.min(row, 0)), column);
    case 'PageDown':
      return clamp(row + page, column);
    case 'Home':
      return far ? clamp(0, 0) : clamp(row, 0);
    case 'End':
      return far ? clamp(rows - 1, columns - 1) : clamp(row, columns - 1);
    default:
      return undefined;
  }
}
