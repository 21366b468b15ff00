import type { ReactNode } from 'react';

/** What a cell sorts by. Null is "no value" and comes last whichever way the column is sorted. */
export type CellValue = string | number | boolean | null;

/** A column of a table over rows in memory or on the host. */
export interface Column<Row> {
  readonly id: string;
  /** With the unit, where there is one: "Time, s". */
  readonly header: string;
  /** Definition of the term, as the tooltip of the header. */
  readonly help?: string;
  /** Any track of a CSS grid in rem or fr: "6rem", "minmax(12rem, 2fr)". Usually "minmax(6rem, 1fr)". */
  readonly width?: string;
  /** `end` for numbers. */
  readonly align?: 'start' | 'end';
  /** What the cell sorts by, and its text when there is no `cell`. */
  value: (row: Row) => CellValue;
  /** What the cell shows. */
  cell?: (row: Row) => ReactNode;
  readonly sortable?: boolean;
  /** May not be hidden. */
  readonly required?: boolean;
  /** Shown only when the person asks for it. */
  readonly hiddenAtFirst?: boolean;
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}
