import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { PassingTrouble } from './patience.ts';

/** How to ask a source. Times in milliseconds. */
export interface SourceRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** From the start to the last byte. */
  readonly wholeTimeout: number;
}

/** Until the headers, and until each next piece of a body, in milliseconds. */
const idleTimeout = 30_000;

/** An answer of whatever status. Its body is read once, by `pieces` or `text`, or given up by `abandon`. */
export class SourceAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly #response: Response;
  readonly #watch: Watch;

  constructor(response: Response, watch: Watch) {
    this.status = response.status;
    this.headers = response.headers;
    this.#response = response;
    this.#watch = watch;
  }

  /**
   * The body as it comes.
   *
   * @throws PassingTrouble when the connection breaks or stalls; HindcastError `DATA_CORRUPT` instead of giving more than
   * `limitBytes`
   */
  async *pieces(limitBytes: number): AsyncGenerator<Uint8Array> {
    const reader = this.#response.body?.getReader();
    if (reader === undefined) return;
    let total = 0;
    try {
      for (;;) {
        const { done, value } = await this.#watch.over(reader.read());
        if (done) return;
        total += value.byteLength;
        if (total > limitBytes) {
          throw new HindcastError(
            'DATA_CORRUPT',
            `${this.#watch.origin} sent more than the ${limitBytes} bytes that can be right.`,
          );
        }
        yield value;
      }
    } finally {
      this.abandon();
    }
  }

  /** The body as text of at most `limitBytes`; throws as `pieces` does. */
  async text(limitBytes: number): Promise<string> {
    const decoder = new TextDecoder();
    const parts: string[] = [];
    for await (const piece of this.pieces(limitBytes)) parts.push(decoder.decode(piece, { stream: true }));
    return parts.join('') + decoder.decode();
  }

  /** Ends the connection when the body was not read to its end. */
  abandon(): void {
    this.#watch.end();
  }
}

/**
 * Sends a GET and waits for the headers. A redirect is not followed: it is an answer like any other, and a key goes
 * nowhere else.
 *
 * @throws PassingTrouble when there is no answer; what the signal was aborted with
 */
export async function ask(url: URL, request: SourceRequest): Promise<SourceAnswer> {
  const watch = new Watch(url.origin, request.signal, request.wholeTimeout);
  const response = await watch.over(
    fetch(url, { redirect: 'manual', signal: watch.signal, headers: { ...request.headers } }),
  );
  return new SourceAnswer(response, watch);
}

/**
 * What an answer means that brings trouble which may pass: too many requests, a ban, a failing server; undefined for
 * every other.
 *
 * @param failure what fails the job when it does not pass
 * @param now milliseconds since the epoch
 */
export function passingTrouble(
  answer: SourceAnswer,
  failure: HindcastError,
  now: number,
): PassingTrouble | undefined {
  const { status } = answer;
  const passes = status === 408 || status === 418 || status === 425 || status === 429 || status >= 500;
  return passes ? new PassingTrouble(failure, retryAfter(answer.headers.get('retry-after'), now)) : undefined;
}

/** Milliseconds that a `retry-after` header asks for, as a count of seconds or as a date; 0 when it says neither. */
function retryAfter(header: string | null, now: number): number {
  if (header === null) return 0;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}

/** Time limits of one exchange, and in which words it failed. */
class Watch {
  readonly origin: string;
  readonly signal: AbortSignal;
  readonly #caller: AbortSignal;
  readonly #ending = new AbortController();

  constructor(origin: string, caller: AbortSignal, wholeTimeout: number) {
    this.origin = origin;
    this.#caller = caller;
    this.signal = AbortSignal.any([caller, this.#ending.signal, AbortSignal.timeout(wholeTimeout)]);
  }

  async over<T>(step: Promise<T>): Promise<T> {
    const timer = setTimeout(
      () => this.#ending.abort(new Error(`nothing came for ${idleTimeout / 1000} s`)),
      idleTimeout,
    );
    try {
      return await step;
    } catch (error) {
      this.#caller.throwIfAborted();
      throw this.#trouble(error);
    } finally {
      clearTimeout(timer);
    }
  }

  end(): void {
    this.#ending.abort();
  }

  #trouble(error: unknown): PassingTrouble {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new PassingTrouble(
      new HindcastError('DATA_MISSING', `No answer from ${this.origin}: ${reason}. Check the network.`, {
        cause: error,
      }),
    );
  }
}
