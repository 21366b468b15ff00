import type { DayFile } from '../../../src-core/feed/index-entry.ts';

interface Remembered {
  readonly tag: string;
  readonly files: readonly DayFile[];
}

const mostCoordinators = 8;
const mostFiles = 200_000;

/** The last index of each coordinator, so that one that has not changed need not be sent again. */
export class IndexMemory {
  readonly #indexes = new Map<string, Remembered>();

  get(key: string): Remembered | undefined {
    return this.#indexes.get(key);
  }

  /** Forgets the oldest when it becomes too much. */
  put(key: string, tag: string, files: readonly DayFile[]): void {
    this.#indexes.delete(key);
    this.#indexes.set(key, { tag, files });
    const total = (): number =>
      [...this.#indexes.values()].reduce((sum, index) => sum + index.files.length, 0);
    for (const oldest of this.#indexes.keys()) {
      if (this.#indexes.size <= mostCoordinators && total() <= mostFiles) return;
      this.#indexes.delete(oldest);
    }
  }
}
