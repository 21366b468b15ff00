/**
 * The name of a day file that is being written: hidden, beside the final name, so that a rename is atomic and no
 * reader takes it for data. `token` names the process that writes it and must be safe in a file name.
 */
export function unfinishedDayFileName(day: string, token: string): string {
  return `.${day}.parquet.${token}.partial`;
}

const unfinishedPattern = /^\.\d{4}-\d{2}-\d{2}\.parquet\.(.+)\.partial$/;

/** The token in the name of an unfinished file; undefined for any other file. */
export function tokenOfUnfinished(fileName: string): string | undefined {
  return unfinishedPattern.exec(fileName)?.[1];
}
