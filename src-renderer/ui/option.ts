/** One choice of a Select or Combobox. */
export interface Option<Value extends string> {
  value: Value;
  label: string;
  /** A second line in the list. */
  hint?: string | undefined;
  disabled?: boolean | undefined;
}
