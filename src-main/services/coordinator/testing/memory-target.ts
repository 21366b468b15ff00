import type { DownloadTarget } from '../download-target.ts';

/** Keeps a download in memory. */
export class MemoryTarget implements DownloadTarget {
  validator: string | undefined;
  /** How often it began anew. */
  restarts = 0;
  #bytes = Buffer.alloc(0);

  constructor(text = '', validator?: string) {
    this.#bytes = Buffer.from(text);
    this.validator = validator;
  }

  get received(): number {
    return this.#bytes.length;
  }

  get text(): string {
    return this.#bytes.toString();
  }

  resume(): void {
    // Nothing depends on it here.
  }

  restart(validator: string | undefined): Promise<void> {
    this.validator = validator;
    this.restarts++;
    this.#bytes = Buffer.alloc(0);
    return Promise.resolve();
  }

  write(piece: Uint8Array): Promise<void> {
    this.#bytes = Buffer.concat([this.#bytes, piece]);
    return Promise.resolve();
  }
}
