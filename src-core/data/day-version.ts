/**
 * Where, below the cache root, a version of a day lies that is not under the day's usual name: by its content, whatever
 * the day. Rules D19 and D20.
 */
export function versionPath(sha256: string): string {
  return `${versionsFolder}/${sha256}.parquet`;
}

export const versionsFolder = '.versions';

/** The hash in the name of a file of that folder; undefined for other names. */
export function hashOfVersionName(name: string): string | undefined {
  return /^([0-9a-f]{64})\.parquet$/.exec(name)?.[1];
}
