import { userInfo } from 'node:os';

/** Whom jobs belong to: the user of the operating system. */
export function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return 'local';
  }
}
