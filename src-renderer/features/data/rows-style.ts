import type { CSSProperties } from 'react';

const mostRows = 8;

/** The height of a table with so many rows: as high as it is, up to some; further ones are scrolled to. */
export function rowsStyle(rows: number): CSSProperties {
  const shown = Math.min(mostRows, Math.max(1, rows));
  // Its head, its frame, and a part of the next row where there are more.
  return {
    height: `calc(${shown + 1 + (rows > mostRows ? 0.5 : 0)} * var(--row-height) + 3 * var(--border))`,
  };
}
