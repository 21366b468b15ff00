import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';

const stands = '[API key]';
/** A shorter one may be a word that also means something else; as a secret it is worth little. */
const shortestInData = 6;

/**
 * Takes the key out of what a coordinator says: one that sends it back, by mistake or to have it shown or logged
 * somewhere, must not succeed.
 */
export class KeyRedaction {
  readonly #pattern: RegExp | undefined;
  /** Whether it is taken out of data as well. */
  readonly #isLong: boolean;

  constructor(key: string | undefined) {
    const forms = key === undefined ? [] : [key, JSON.stringify(key).slice(1, -1)];
    // In small letters it comes back in the name of a host.
    if (forms.length > 0) this.#pattern = new RegExp(forms.map(escapeForPattern).join('|'), 'gi');
    this.#isLong = key !== undefined && key.length >= shortestInData;
  }

  /** Texts for people. */
  text(text: string): string {
    return this.#pattern === undefined ? text : text.replace(this.#pattern, stands);
  }

  /** Whether a text of a coordinator holds the key. */
  isIn(text: string): boolean {
    return this.#isLong && this.text(text) !== text;
  }

  /** The same JSON value without the key in its texts and names. */
  value(value: unknown): unknown {
    return this.#isLong ? this.#deep(value) : value;
  }

  /** The same error without the key; what caused it is left out when it may hold the coordinator's own words. */
  error(error: unknown): unknown {
    if (this.#pattern === undefined || !(error instanceof HindcastError)) return error;
    const details = this.#deep(error.details) as Record<string, unknown> | undefined;
    return new HindcastError(error.code, this.text(error.message), details === undefined ? {} : { details });
  }

  #deep(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.#deep(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [this.text(name), this.#deep(item)]),
    );
  }
}

function escapeForPattern(text: string): string {
  return text.replaceAll(/[^\w]/g, String.raw`\$&`);
}
