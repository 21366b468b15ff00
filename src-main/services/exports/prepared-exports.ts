import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutputOf, ParsedInputOf } from '../../../src-core/api/contract.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { copyDurably } from '../files/durable-files.ts';
import type { Home } from '../home/home.ts';
import type { Clock } from '../jobs/clock.ts';
import type { JobStore } from '../jobs/store/job-store.ts';
import type { DataWorkerClient } from '../processes/data-worker-client.ts';
import { openResult } from '../results/result-store.ts';
import { cannotWrite } from './cannot-write.ts';
import { placeToWrite } from './place-to-write.ts';
import { exportFileName } from './export-file-name.ts';
import { writeExport, type ExportFormat } from './write-export.ts';

export interface PreparedExportsParts {
  readonly home: Home;
  readonly store: Pick<JobStore, 'find'>;
  readonly worker: Pick<DataWorkerClient, 'request'>;
  readonly clock: Clock;
}

/** A file that waits to be taken away. */
export interface PreparedExport {
  readonly path: string;
  readonly fileName: string;
  readonly mediaType: string;
}

interface Entry extends PreparedExport {
  readonly folder: string;
  readonly stopTimer: () => void;
}

const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  html: 'text/html; charset=utf-8',
};

const lifeMilliseconds = 3_600_000;

/** Exports that were made and not yet taken away, each in a folder of its own below `tmp`; they live for an hour. */
export class PreparedExports {
  readonly #parts: PreparedExportsParts;
  readonly #root: string;
  readonly #entries = new Map<string, Entry>();

  constructor(parts: PreparedExportsParts) {
    this.#parts = parts;
    this.#root = join(parts.home.tmp, 'exports');
  }

  /** Removes what an earlier life of the application has left for more than an hour. */
  async open(): Promise<void> {
    const oldest = this.#parts.clock.now().getTime() - lifeMilliseconds;
    for (const name of await readdir(this.#root).catch(() => [])) {
      const folder = join(this.#root, name);
      const made = await stat(folder).catch(() => undefined);
      if (made !== undefined && made.mtimeMs < oldest) await remove(folder);
    }
  }

  /** Writes an export; see {@link writeExport} for how it can fail beside what opening a result can come to. */
  async create({ jobIds, format }: ParsedInputOf<'exports.create'>): Promise<OutputOf<'exports.create'>> {
    const { home, store, worker } = this.#parts;
    const results = await Promise.all(jobIds.map((jobId) => openResult(home, store.find(jobId))));
    return this.prepare(exportFileName(results, format), mediaTypes[format], (path) =>
      writeExport(format, results, path, worker),
    );
  }

  /**
   * Lets `write` make a file that then waits to be taken away.
   *
   * @throws HindcastError `BAD_INPUT` or `DISK_FULL` when there is no place for it; what `write` throws
   */
  async prepare(
    fileName: string,
    mediaType: string,
    write: (path: string) => Promise<void>,
  ): Promise<OutputOf<'exports.create'>> {
    const exportId = randomUUID();
    const folder = join(this.#root, exportId);
    const path = join(folder, fileName);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
        throw cannotWrite(folder, error);
      });
      await write(path);
      const { size } = await stat(path);
      const stopTimer = this.#parts.clock.after(lifeMilliseconds, () => void this.#drop(exportId));
      this.#entries.set(exportId, { path, fileName, mediaType, folder, stopTimer });
      return { exportId, fileName, mediaType, sizeBytes: size };
    } catch (error) {
      await remove(folder);
      throw error;
    }
  }

  /** @throws HindcastError `BAD_INPUT` when there is no such export (any more) */
  exportFile(exportId: string): PreparedExport {
    const entry = this.#entries.get(exportId);
    if (entry !== undefined) {
      return { path: entry.path, fileName: entry.fileName, mediaType: entry.mediaType };
    }
    throw new HindcastError('BAD_INPUT', 'This export is not there any more. Export again.');
  }

  /**
   * Puts an export where the user wants it, replacing what is there; it is gone from here then.
   *
   * @param path absolute
   * @throws HindcastError `BAD_INPUT` when there is no such export or the place cannot be written; `DISK_FULL`
   */
  async moveTo(exportId: string, path: string): Promise<void> {
    const { path: from } = this.exportFile(exportId);
    const place = await placeToWrite(path);
    try {
      await copyDurably(from, place);
    } catch (error) {
      throw cannotWrite(path, error);
    }
    await this.#drop(exportId);
  }

  /** Removes what was not taken away. */
  async close(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((exportId) => this.#drop(exportId)));
  }

  async #drop(exportId: string): Promise<void> {
    const entry = this.#entries.get(exportId);
    if (entry === undefined) return;
    this.#entries.delete(exportId);
    entry.stopTimer();
    await remove(entry.folder);
  }
}

/** Someone may still be reading; what cannot be removed now is removed by a later life. */
async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}
