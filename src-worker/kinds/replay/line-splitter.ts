import { StringDecoder } from 'node:string_decoder';

const longestLine = 4096;

/** Cuts a stream of bytes into lines of text; a line longer than 4,096 characters is cut, bytes that are no text are replaced. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#emit(line);
    if (this.#rest.length > longestLine) {
      this.#emit(this.#rest);
      this.#rest = '';
    }
  }

  end(): void {
    this.#rest += this.#decoder.end();
    if (this.#rest !== '') this.#emit(this.#rest);
    this.#rest = '';
  }

  #emit(line: string): void {
    this.#onLine(line.length > longestLine ? `${line.slice(0, longestLine)}…` : line);
  }
}
