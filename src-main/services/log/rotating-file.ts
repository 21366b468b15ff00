import { appendFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';

export interface RotationLimits {
  readonly fileBytes: number;
  /** How many files there are at most, the one that is written to among them. */
  readonly files: number;
}

/**
 * A file of lines that does not grow without end: when it is full it becomes `name.1.ext`, what was that `name.2.ext`, and
 * so on; the oldest goes. Several processes may write to it. A line is on its way to the disk when `append` returns, so
 * that the one that tells of the end of the process is there.
 */
export class RotatingFile {
  readonly #path: string;
  readonly #limits: RotationLimits;

  /** @param path with an ending */
  constructor(path: string, limits: RotationLimits) {
    this.#path = path;
    this.#limits = limits;
  }

  /** @throws what the file system throws */
  append(lines: string): void {
    // Asked each time: another process may have written, or begun a new file.
    const size = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > 0 && size + Buffer.byteLength(lines) > this.#limits.fileBytes) this.#rotate();
    appendFileSync(this.#path, lines, { mode: 0o600 });
  }

  #rotate(): void {
    const last = this.#limits.files - 1;
    rmSync(this.#nameOf(last), { force: true });
    for (let number = last - 1; number >= 0; number--) {
      if (existsSync(this.#nameOf(number))) renameSync(this.#nameOf(number), this.#nameOf(number + 1));
    }
  }

  #nameOf(number: number): string {
    return number === 0 ? this.#path : this.#path.replace(/(\.\w+)$/, `.${number}$1`);
  }
}
