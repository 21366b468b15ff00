import { readdir, rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { parseUnfinishedName, unfinishedDayFileName } from '../../../../src-core/data/unfinished-file.ts';
import type { DayFile } from '../../../../src-core/feed/index-entry.ts';
import type { DownloadTarget } from '../../coordinator/download-target.ts';
import { stampOfProcess } from '../../processes/process-stamp.ts';
import {
  areOfOneCoordinator,
  formatDownloadToken,
  keptWriter,
  parseDownloadToken,
  versionOf,
  type DownloadToken,
} from './download-token.ts';
import { PartialFile } from './partial-file.ts';
import { isAbandoned } from '../../files/unfinished-token.ts';

/** Opens a file for writing; tests let it fail. */
export type OpenFile = (
  ...parameters: Parameters<typeof PartialFile.open>
) => Pick<PartialFile, 'write' | 'sync' | 'syncContent' | 'close'>;

const syncedEvery = 8 * 1024 * 1024;

/** Names this start of the machine, where the system tells: what a process wrote before it was killed is there until then. */
function bootOf(writer: string): string {
  return /@([0-9a-f]{8})-/.exec(writer)?.[1] ?? '';
}

export interface UnfinishedPlace {
  /** Absolute path of the feed's folder. */
  readonly folder: string;
  readonly file: DayFile;
  /** Base URL. */
  readonly coordinator: string;
  /** Of this pull, see `newUnfinishedToken`. */
  readonly token: string;
  readonly leftovers: Leftovers;
  readonly openFile?: OpenFile | undefined;
}

/** By day, half downloads that nobody goes on with. */
export type Leftovers = ReadonlyMap<string, readonly { name: string; token: DownloadToken; bytes: number }[]>;

/** The half downloads in the folder of a feed whose writer is gone. */
export async function findLeftovers(folder: string): Promise<Leftovers> {
  const found = (await readdir(folder)).map(async (name) => {
    const unfinished = parseUnfinishedName(name);
    const token = parseDownloadToken(unfinished?.token ?? '');
    if (unfinished === undefined || token === undefined || !isAbandoned(unfinished.token)) return [];
    const stats = await stat(join(folder, name)).catch(() => undefined);
    return stats === undefined ? [] : [{ name, day: unfinished.day, token, bytes: stats.size }];
  });
  return Map.groupBy((await Promise.all(found)).flat(), ({ day }) => day);
}

/**
 * A day file as it comes, under an unfinished name. Takes over what an earlier download of the same version left behind;
 * what another process still writes is left alone.
 */
export class UnfinishedDownload implements DownloadTarget {
  readonly #place: UnfinishedPlace;
  readonly #open: OpenFile;
  #path: string;
  #file: ReturnType<OpenFile> | undefined;
  #isThere = false;
  #isResumed = false;
  #received = 0;
  #synced = 0;
  #validator: string | undefined;

  private constructor(place: UnfinishedPlace) {
    this.#place = place;
    this.#open = place.openFile ?? ((path, flags) => PartialFile.open(path, flags));
    this.#path = this.#pathOf(place.token);
  }

  /** Goes on with what is there of this version, or begins anew; useless leftovers of the same day are deleted. */
  static async begin(place: UnfinishedPlace): Promise<UnfinishedDownload> {
    const download = new UnfinishedDownload(place);
    const { folder, file, coordinator } = place;
    for (const { name, token } of place.leftovers.get(file.day) ?? []) {
      const path = join(folder, name);
      const version = versionOf(coordinator, file, token.validator);
      const isFit = token.version === version && !download.#isThere;
      if (isFit && (await download.#claim(path, token))) continue;
      // What another coordinator sent may still be of use.
      if (areOfOneCoordinator(token.version, version)) await rm(path, { force: true });
    }
    return download;
  }

  get path(): string {
    return this.#path;
  }

  get received(): number {
    return this.#received;
  }

  get validator(): string | undefined {
    return this.#validator;
  }

  /** Whether more than one connection brought it. */
  get isResumed(): boolean {
    return this.#isResumed;
  }

  resume(): void {
    this.#isResumed = true;
  }

  async restart(validator: string | undefined): Promise<void> {
    await this.discard();
    this.#validator = validator;
    this.#path = this.#pathOf(this.#named(this.#place.token) ?? this.#place.token);
    this.#file = this.#open(this.#path, 'w');
    this.#isThere = true;
  }

  async write(piece: Uint8Array): Promise<void> {
    this.#file ??= this.#open(this.#path, 'r+');
    for (let at = 0; at < piece.length;) {
      const written = this.#file.write(piece.subarray(at), this.#received);
      at += written;
      this.#received += written;
    }
    if (this.#received - this.#synced >= syncedEvery) await this.#sync();
  }

  /** Waits until all bytes are on the disk, and closes the file. */
  async finish(): Promise<void> {
    this.#file ??= this.#open(this.#path, 'r+');
    await this.#file.sync();
    this.close();
  }

  /** Leaves what came for a later pull, when that can go on with it. */
  async keep(): Promise<void> {
    if (this.#received === 0 || this.#named(keptWriter) === undefined) return this.discard();
    // On a full disk even this may fail; then less is known to be on it.
    await this.#file?.sync().then(
      () => (this.#synced = this.#received),
      () => undefined,
    );
    this.close();
    await this.#moveTo(this.#pathOf(this.#named(keptWriter) as string));
  }

  /** Deletes what came. */
  async discard(): Promise<void> {
    this.close();
    if (this.#isThere) await rm(this.#path, { force: true });
    this.#isThere = false;
    this.#isResumed = false;
    this.#validator = undefined;
    [this.#received, this.#synced] = [0, 0];
  }

  async #claim(
    path: string,
    left: { writer: string; validator: string; syncedBytes: number },
  ): Promise<boolean> {
    this.#validator = left.validator;
    const isSameBoot =
      bootOf(left.writer) !== '' && bootOf(left.writer) === bootOf(stampOfProcess(process.pid));
    try {
      const { size } = await stat(path);
      const trusted = isSameBoot ? size : Math.min(size, left.syncedBytes);
      if (trusted === 0 || trusted > this.#place.file.sizeBytes) throw new RangeError('of no use');
      this.#synced = Math.min(trusted, left.syncedBytes);
      const claimed = this.#pathOf(this.#named(this.#place.token) ?? this.#place.token);
      // Only one of two that want it gets it.
      await rename(path, claimed);
      if (size > trusted) await truncate(claimed, trusted);
      this.#path = claimed;
      this.#received = trusted;
      this.#isThere = true;
      this.#isResumed = true;
      return true;
    } catch {
      this.#validator = undefined;
      this.#synced = 0;
      return false;
    }
  }

  async #sync(): Promise<void> {
    await this.#file?.syncContent();
    this.#synced = this.#received;
    await this.#moveTo(this.#pathOf(this.#named(this.#place.token) ?? this.#place.token));
  }

  /** Not every system renames an open file; then its old name says less than is true. */
  async #moveTo(path: string): Promise<void> {
    if (path === this.#path) return;
    await rename(this.#path, path).then(
      () => (this.#path = path),
      () => undefined,
    );
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  /** A token that says what later pulls have to know; undefined when they could not go on. */
  #named(writer: string): string | undefined {
    const { coordinator, file } = this.#place;
    const validator = this.#validator;
    if (validator === undefined) return undefined;
    const version = versionOf(coordinator, file, validator);
    return formatDownloadToken({ writer, version, validator, syncedBytes: this.#synced });
  }

  #pathOf(token: string): string {
    return join(this.#place.folder, unfinishedDayFileName(this.#place.file.day, token));
  }
}
