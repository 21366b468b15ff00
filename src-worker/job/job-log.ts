import { closeSync, openSync, writeSync } from 'node:fs';
import type { LogLevel, LogOrigin } from '../../src-core/job/worker-protocol.ts';

/** `log.jsonl`: one JSON object a line, `{at, level, origin, message}`, times ISO 8601 in UTC. */
export class JobLog {
  readonly #file: number;
  #isClosed = false;

  constructor(path: string) {
    this.#file = openSync(path, 'wx');
  }

  append(at: Date, level: LogLevel, origin: LogOrigin, message: string): void {
    if (this.#isClosed) return;
    writeSync(this.#file, `${JSON.stringify({ at: at.toISOString(), level, origin, message })}\n`);
  }

  /** Ends the file; what is logged later goes to the main process only. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#file);
  }
}
