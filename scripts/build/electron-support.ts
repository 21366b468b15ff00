/** Electron's maintainers mend the latest three major versions. */
const supportedMajors = 3;

/** Whether a version of Electron is still mended when `latest` is the newest. */
export function isSupported(version: string, latest: string): boolean {
  return major(latest) - major(version) < supportedMajors;
}

function major(version: string): number {
  return Number(version.split('.', 1)[0]);
}
