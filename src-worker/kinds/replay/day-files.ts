import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { candleColumnNames, type CandleColumns } from '../../../src-core/feed/candle.ts';
import type { PinnedFile } from '../../../src-core/job/worker-protocol.ts';
import { readNumberColumns, type NumberColumn } from '../../parquet/number-columns.ts';
import { arePinned, placesOf } from './pinned-files.ts';

/** The columns of a day file that candles are made of, in the order of {@link candleColumnNames}. */
export const fileColumns: readonly NumberColumn[] = candleColumnNames.map((name) =>
  name === 'ts' ? { name: 'ts_event', form: 'time' } : { name, form: 'double' },
);

/** Larger files hold more than candles. */
const largestFileBytes = 1 << 28;
/** Reading blocks this thread; after this long others get their turn. */
const turnMilliseconds = 4;

/**
 * Reads day files that are written as Hindcast and most coordinators write them, at a third of the cost of DuckDB.
 * Every byte is checked against the hash that was pinned.
 */
export class DayFiles {
  readonly #cacheRoot: string;
  #bytes = Buffer.alloc(0);
  #hasForeignFile = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(cacheRoot: string) {
    this.#cacheRoot = cacheRoot;
  }

  /**
   * Fills columns from files, one after the other, when what was asked before is done. What is missing is NaN.
   *
   * @returns false when one of the files, or one before, is not such a file or is not as it was pinned; what the columns
   *   hold is undefined then
   */
  async read(files: readonly PinnedFile[], columns: CandleColumns): Promise<boolean> {
    const reading = this.#turn.then(() => this.#readAll(files, columns));
    this.#turn = reading.catch(() => undefined);
    return reading;
  }

  async #readAll(files: readonly PinnedFile[], columns: CandleColumns): Promise<boolean> {
    let row = 0;
    let turnEnds = performance.now() + turnMilliseconds;
    for (const file of files) {
      const targets = candleColumnNames.map((name) => columns[name].subarray(row, row + file.rows));
      const bytes = this.#hasForeignFile ? undefined : this.#pinnedBytesOf(file);
      if (bytes === undefined || !readNumberColumns(bytes, fileColumns, file.rows, targets)) {
        this.#hasForeignFile = true;
        return false;
      }
      row += file.rows;
      if (performance.now() < turnEnds) continue;
      await nextTurn();
      turnEnds = performance.now() + turnMilliseconds;
    }
    return true;
  }

  /** The bytes that were pinned, from wherever they lie; undefined when they are not here. */
  #pinnedBytesOf(file: PinnedFile): Uint8Array | undefined {
    for (const place of placesOf(this.#cacheRoot, file)) {
      const bytes = this.#bytesOf(place, file.sizeBytes);
      if (bytes !== undefined && arePinned(bytes, file)) return bytes;
    }
    return undefined;
  }

  /**
   * The file, as far as one byte more than it should have, in memory that is used again; undefined when it cannot be read,
   * of which DuckDB tells more.
   */
  #bytesOf(path: string, sizeBytes: number): Uint8Array | undefined {
    if (sizeBytes > largestFileBytes) return undefined;
    if (this.#bytes.length <= sizeBytes) this.#bytes = Buffer.alloc(2 * sizeBytes + 1);
    let descriptor: number | undefined;
    try {
      // Synchronous: for a year of small files promises would cost more than the reading.
      descriptor = openSync(path, 'r');
      const length = readSync(descriptor, this.#bytes, 0, sizeBytes + 1, 0);
      return this.#bytes.subarray(0, length);
    } catch {
      return undefined;
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }
}
