import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBSession } from '../duckdb/session.ts';

const idleSessionsKept = 4;
const memoryMb = 512;

/**
 * DuckDB sessions, each locked to the folders of the requests that it serves. Opening one takes about ten milliseconds,
 * so sessions are kept for the next request with the same folders; one request has a session to itself.
 */
export class SessionPool {
  readonly #idle: { key: string; session: DuckDBSession }[] = [];

  /** @param folders absolute paths; the first one also takes what does not fit into memory */
  async use<T>(folders: readonly string[], work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const key = JSON.stringify(folders);
    const at = this.#idle.findIndex((idle) => idle.key === key);
    const [kept] = at < 0 ? [] : this.#idle.splice(at, 1);
    const session = kept?.session ?? (await openSession(folders, memoryMb));
    try {
      const result = await work(session.connection);
      this.#keep(key, session);
      return result;
    } catch (error) {
      // After an error nobody knows what the session still holds.
      session.close();
      throw error;
    }
  }

  close(): void {
    for (const { session } of this.#idle.splice(0)) session.close();
  }

  #keep(key: string, session: DuckDBSession): void {
    this.#idle.push({ key, session });
    if (this.#idle.length > idleSessionsKept) this.#idle.shift()?.session.close();
  }
}

/** A session of one thread: the work is small, its order counts, and the machine has other things to do. */
export function openSession(
  folders: readonly string[],
  megabytes: number,
  tellsProgress = false,
): Promise<DuckDBSession> {
  const temporaryFolder = join(folders[0] ?? '', '.duckdb-spill');
  return DuckDBSession.open({ threads: 1, memoryMb: megabytes, folders, temporaryFolder, tellsProgress });
}
