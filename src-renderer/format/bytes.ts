import { byteSize } from '../../src-core/text/byte-size.ts';

/** A size in decimal units, as disks and downloads count: `62 MB`, `4.2 GB`. */
export function formatBytes(bytes: number | null | undefined): string {
  return bytes === null || bytes === undefined || !Number.isFinite(bytes) ? 'n/a' : byteSize(bytes);
}
