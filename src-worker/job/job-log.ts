import { closeSync, openSync, writeSync } from 'node:fs';
import type { LogLevel, LogOrigin } from '../../src-core/job/worker-protocol.ts';

/**
 * `log.jsonl`: one JSON object a line, `{at, level, origin, message}`, times ISO 8601 in UTC. Lines come from everywhere,
 * where an error would end the worker; so that a line could not be written is told at the end.
 */
export class JobLog {
  #file: number | undefined;
  #failure: unknown;

  /** @param flags as of `fs.open`; the file of a result is new */
  constructor(path: string, flags = 'wx') {
    this.#attempt(() => {
      this.#file = openSync(path, flags);
    });
  }

  append(at: Date, level: LogLevel, origin: LogOrigin, message: string): void {
    const file = this.#file;
    if (file === undefined || this.#failure !== undefined) return;
    const line = `${JSON.stringify({ at: at.toISOString(), level, origin, message })}\n`;
    this.#attempt(() => writeSync(file, line));
  }

  /**
   * Ends the file; what is logged later goes to the main process only.
   *
   * @throws what kept a line from being written
   */
  close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) this.#attempt(() => closeSync(file));
    if (this.#failure !== undefined) throw this.#failure;
  }

  #attempt(write: () => void): void {
    try {
      write();
    } catch (thrown) {
      this.#failure ??= thrown;
    }
  }
}
