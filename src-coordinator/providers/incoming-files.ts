import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { openParquetSession } from '../parquet/parquet-session.ts';

/**
 * Where files from other coordinators lie while they are looked at, and a DuckDB session that reads there and nowhere
 * else. What a crash left there goes at the next start. Not for concurrent use.
 */
export class IncomingFiles {
  readonly #folder: string;
  #session: DuckDBConnection | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param folder absolute; it and all it holds is removed first */
  static async open(folder: string): Promise<IncomingFiles> {
    await rm(folder, { recursive: true, force: true });
    return new IncomingFiles(folder);
  }

  /** Lets `use` fill and read a file of a new name, which is removed afterwards. */
  async with<T>(use: (file: string, session: DuckDBConnection) => Promise<T>): Promise<T> {
    await mkdir(this.#folder, { recursive: true });
    this.#session ??= await openParquetSession(this.#folder);
    const file = join(this.#folder, `${randomBytes(8).toString('hex')}.parquet`);
    try {
      return await use(file, this.#session);
    } finally {
      await rm(file, { force: true });
    }
  }

  close(): void {
    this.#session?.closeSync();
  }
}
