/** The first line of what was thrown: DuckDB's messages go on with advice about SQL that helps no user. */
export function firstLineOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.split('\n')[0] ?? '';
}
