import { randomBytes } from 'node:crypto';
import { isProcessAlive, stampOfProcess } from '../processes/process-stamp.ts';

let ownStamp: string | undefined;

/** A token for the names of files that this process is about to write, different each time. */
export function newUnfinishedToken(): string {
  ownStamp ??= stampOfProcess(process.pid);
  return `${ownStamp}.${randomBytes(4).toString('hex')}`;
}

/** Whether nobody writes the file with this token any more. */
export function isAbandoned(token: string): boolean {
  return !isProcessAlive(token.split('.', 1)[0] as string);
}

const tokenInName = /\.(\d+@[^.]*\.[0-9a-f]{8})\.partial$/;

/** The token of {@link newUnfinishedToken} in a hidden name; undefined for any other name. */
export function tokenOfUnfinished(name: string): string | undefined {
  return tokenInName.exec(name)?.[1];
}
