import { readFile, rename } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { z } from 'zod';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { parseOrThrow } from '../../../src-core/errors/schema-error.ts';
import { syncFolder, writeTextDurably } from './durable-files.ts';

export interface JsonDocumentOptions<Schema extends z.ZodType> {
  /** Absolute path; its folder exists. */
  readonly path: string;
  readonly schema: Schema;
  /** What holds while there is no file. */
  readonly initial: z.output<Schema>;
  readonly now: () => Date;
}

/**
 * A small JSON file of Hindcast's own: read anew each time, since another process may have changed it, and replaced in
 * one step. One that is damaged is put aside, never overwritten: whoever reads it first is told, then the initial value
 * holds.
 */
export class JsonDocument<Schema extends z.ZodType> {
  readonly #options: JsonDocumentOptions<Schema>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: JsonDocumentOptions<Schema>) {
    this.#options = options;
  }

  /** @throws HindcastError `BAD_INPUT` when the file is damaged, saying where it was put */
  read(): Promise<z.output<Schema>> {
    return this.#inTurn(() => this.#read());
  }

  /**
   * Writes what `update` makes of the current value; a value that is the same is not written.
   *
   * @throws HindcastError as {@link read}; what `update` throws
   */
  change(update: (value: z.output<Schema>) => z.output<Schema>): Promise<z.output<Schema>> {
    return this.#inTurn(async () => {
      const before = await this.#read();
      const after = update(before);
      if (after !== before) {
        await writeTextDurably(this.#options.path, `${JSON.stringify(after, null, 2)}\n`);
      }
      return after;
    });
  }

  async #read(): Promise<z.output<Schema>> {
    const { path, schema, initial } = this.#options;
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return initial;
      throw error;
    }
    try {
      return parseOrThrow(schema, JSON.parse(text), basename(path));
    } catch (cause) {
      throw await this.#putAside(cause);
    }
  }

  async #putAside(cause: unknown): Promise<HindcastError> {
    const { path, now } = this.#options;
    const kept = `${path}.damaged-${now().toISOString().replaceAll(/[:.]/g, '-')}`;
    await rename(path, kept);
    await syncFolder(dirname(path));
    const reason = cause instanceof HindcastError ? cause.message : 'it is not JSON';
    return new HindcastError(
      'BAD_INPUT',
      `${path} is damaged (${reason}) and was put aside as ${kept}. Hindcast goes on without it: ` +
        'enter again what is missing, or mend that file and put it back under its name.',
      { cause, details: { path, kept } },
    );
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
