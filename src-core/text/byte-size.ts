/** A unit for bytes and how many of them it stands for; decimal, as disks and downloads count. */
export interface ByteUnit {
  readonly name: string;
  readonly bytes: number;
}

const names = ['B', 'kB', 'MB', 'GB', 'TB'];

/** The unit in which a number of bytes is written with at most three digits before the point. */
export function byteUnitOf(bytes: number): ByteUnit {
  let [unit, at] = [1, 0];
  // 999.5 would be written as 1000.
  while (bytes / unit >= 999.5 && at < names.length - 1) {
    unit *= 1000;
    at++;
  }
  return { name: names[at] ?? '', bytes: unit };
}

/** A number of bytes in a unit, without its name: `4.1`, `62`. */
export function bytesIn(unit: ByteUnit, bytes: number): string {
  const value = bytes / unit.bytes;
  return value.toFixed(unit.bytes > 1 && value > 0 && value < 9.95 ? 1 : 0);
}

/** A number of bytes for people: `62 MB`, `4.2 GB`. */
export function byteSize(bytes: number): string {
  const unit = byteUnitOf(bytes);
  return `${bytesIn(unit, bytes)} ${unit.name}`;
}
