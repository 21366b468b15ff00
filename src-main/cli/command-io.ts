/** How far a command is. `unit` says what is counted: "files", "bytes". `total` is null as long as nothing can be. */
export interface ProgressUpdate {
  readonly label: string;
  readonly done: number;
  readonly total: number | null;
  readonly unit: string;
  /** Units a second, and how long it will still take, where that is known. */
  readonly per_second?: number;
  readonly seconds_left?: number;
}

/** Where a command's output goes. */
export interface CommandIo {
  /** Whether the result is to be one JSON document with snake_case keys instead of text. */
  readonly json: boolean;
  /** Takes text of the result, line ends included. */
  out(text: string): void;
  /** Takes every step; whoever shows it thins it out. */
  progress(update: ProgressUpdate): void;
}

/** Writes the result of a command: `document` where JSON is asked for, else the text. */
export function writeResult(io: CommandIo, document: unknown, text: () => string): void {
  io.out(io.json ? `${JSON.stringify(document, null, 2)}\n` : `${text()}\n`);
}
