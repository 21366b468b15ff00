import { dayFileName } from '../feed/candle-file.ts';

/**
 * The name of a file that is being written: hidden, beside the final name, so that a rename is atomic and no reader
 * takes it for data. `token` names the process that writes it and must be safe in a file name.
 */
export function unfinishedName(name: string, token: string): string {
  return `.${name}.${token}.partial`;
}

/** The {@link unfinishedName} of a day file. */
export function unfinishedDayFileName(day: string, token: string): string {
  return unfinishedName(dayFileName(day), token);
}

const unfinishedPattern = /^\.(\d{4}-\d{2}-\d{2})\.parquet\.(.+)\.partial$/;

/** The day and the token in the name of an unfinished file; undefined for any other file. */
export function parseUnfinishedName(fileName: string): { day: string; token: string } | undefined {
  const [, day, token] = unfinishedPattern.exec(fileName) ?? [];
  return day === undefined || token === undefined ? undefined : { day, token };
}
