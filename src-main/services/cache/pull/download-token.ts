import { createHash } from 'node:crypto';
import type { DayFile } from '../../../../src-core/feed/index-entry.ts';

/**
 * What the name of a half download says, so that one rename keeps it all together: who writes it, of which version its
 * bytes are, and how many of them are surely on the disk.
 */
export interface DownloadToken {
  /** Without dots or, after the process stamp, with one: see `newUnfinishedToken`. */
  readonly writer: string;
  /** Hash of all that has to be the same for its bytes to be of use, see {@link versionOf}. */
  readonly version: string;
  /** The ETag to ask with for the rest. */
  readonly validator: string;
  /** As many bytes outlive a power cut. */
  readonly syncedBytes: number;
}

/** The writer of what was left behind in order. */
export const keptWriter = 'kept';

const longestValidator = 96;
const pattern = /^(.+)\.([0-9a-f]{24})\.([\w-]+)\.(\d+)$/;

/** Undefined when the name would be too long for some file systems. */
export function formatDownloadToken(token: DownloadToken): string | undefined {
  if (token.validator.length > longestValidator) return undefined;
  const validator = Buffer.from(token.validator).toString('base64url');
  return `${token.writer}.${token.version}.${validator}.${token.syncedBytes}`;
}

export function parseDownloadToken(text: string): DownloadToken | undefined {
  const [, writer, version, validator, synced] = pattern.exec(text) ?? [];
  if (writer === undefined || version === undefined || validator === undefined) return undefined;
  return {
    writer,
    version,
    validator: Buffer.from(validator, 'base64url').toString(),
    syncedBytes: Number(synced),
  };
}

/** The version of a day file: whose it is, what the index says of it, and the ETag. */
export function versionOf(coordinator: string, file: DayFile, validator: string): string {
  const facts = [file.sizeBytes, file.records, file.sha256 ?? null, validator];
  return hashOf(coordinator, coordinatorDigits) + hashOf(JSON.stringify(facts), 16);
}

/** Whether two versions are of the same coordinator. */
export function areOfOneCoordinator(left: string, right: string): boolean {
  return left.slice(0, coordinatorDigits) === right.slice(0, coordinatorDigits);
}

const coordinatorDigits = 8;

function hashOf(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
