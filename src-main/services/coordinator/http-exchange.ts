import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { KeyRedaction } from './redact-key.ts';
import { PassingFailure, throwIfCancelled } from './retry.ts';

/** As much of the web's `fetch` as is needed here; that function is one as well. */
export type Fetch = (
  url: string,
  options: {
    readonly method: 'GET' | 'POST';
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
    /** Names in small letters. */
    readonly headers: Record<string, string>;
    readonly body?: string;
  },
) => Promise<HttpAnswer>;

/** As much of the web's `Response`. */
export interface HttpAnswer {
  readonly status: number;
  /** By names in small letters. */
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** How long to wait, in milliseconds: for the headers from the start, and for each next piece of a body. */
export interface Timeouts {
  readonly headers: number;
  readonly idle: number;
  /** For all of an answer that is no day file; five minutes when left out. */
  readonly answer?: number;
}

/** How long the other side may be waited for in all, so that one that sends a byte now and then does not hold us for ever. */
export class WaitBudget {
  readonly milliseconds: number;
  left: number;

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
    this.left = milliseconds;
  }

  /** Waits for something of the other side, and takes the time off. */
  async spend<T>(wait: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await wait();
    } finally {
      this.left -= performance.now() - start;
    }
  }
}

export interface ExchangeOptions {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  /** A sentence that says where to put the key that the coordinator asks for. */
  readonly keyAdvice: string;
  readonly redaction: KeyRedaction;
  readonly fetch: Fetch;
  readonly timeouts: Timeouts;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface Request {
  readonly method: 'GET' | 'POST';
  /** Begins with a slash; every segment is encoded already. */
  readonly path: string;
  readonly body?: unknown;
  /** Names in small letters. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly budget?: WaitBudget | undefined;
  readonly signal: AbortSignal | undefined;
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);
const redirectsFollowed = 3;
const errorBodyBytes = 16 * 1024;
const errorBodyMilliseconds = 10_000;
const answerMilliseconds = 300_000;
const notModified = 304;
/** Letters of a refusal that are repeated to the user. */
const longestDetail = 500;

/** A body that would be longer than was agreed. */
export class BodyTooLong extends Error {
  override readonly name = 'BodyTooLong';
}

/** One answer of the coordinator with status 2xx or 304, its body still to be read. */
export class Answer {
  readonly status: number;
  readonly contentLength: number | undefined;
  readonly #response: HttpAnswer;
  readonly #exchange: HttpExchange;
  readonly #controller: AbortController;
  readonly #signal: AbortSignal | undefined;
  #isRead = false;

  constructor(
    response: HttpAnswer,
    exchange: HttpExchange,
    controller: AbortController,
    signal: AbortSignal | undefined,
  ) {
    this.#response = response;
    this.#exchange = exchange;
    this.#controller = controller;
    this.#signal = signal;
    this.status = response.status;
    const declared = response.headers.get('content-length');
    const encoded = response.headers.get('content-encoding') !== null;
    this.contentLength = declared === null || encoded ? undefined : Number(declared);
  }

  /** A header by its name; undefined when it is not there. */
  header(name: string): string | undefined {
    return this.#response.headers.get(name) ?? undefined;
  }

  /** The ETag when it tells versions apart byte by byte. */
  get strongTag(): string | undefined {
    const tag = this.header('etag');
    return tag !== undefined && /^"[\x21\x23-\x7e]*"$/.test(tag) ? tag : undefined;
  }

  /**
   * The body in pieces. Ends the connection when the reader stops early.
   *
   * @throws BodyTooLong instead of giving a byte beyond `limitBytes`; PassingFailure when the connection breaks or idles
   */
  async *pieces(limitBytes: number, budget?: WaitBudget): AsyncGenerator<Uint8Array> {
    const { timeouts } = this.#exchange.options;
    const allowed = budget ?? new WaitBudget(timeouts.answer ?? answerMilliseconds);
    const pieces = this.#response.body?.[Symbol.asyncIterator]();
    if (pieces === undefined) return;
    let total = 0;
    try {
      for (;;) {
        const next = await this.#nextPiece(pieces, allowed);
        if (next.done === true) {
          this.#isRead = true;
          return;
        }
        total += next.value.byteLength;
        if (total > limitBytes) throw new BodyTooLong(`more than ${limitBytes} bytes`);
        yield next.value;
      }
    } finally {
      this.abandon();
    }
  }

  /** Ends the connection when the body was not read to its end. */
  abandon(): void {
    if (!this.#isRead) this.#controller.abort();
  }

  async text(limitBytes: number, budget?: WaitBudget): Promise<string> {
    const decoder = new TextDecoder();
    const parts: string[] = [];
    for await (const piece of this.pieces(limitBytes, budget))
      parts.push(decoder.decode(piece, { stream: true }));
    return parts.join('') + decoder.decode();
  }

  async #nextPiece(
    pieces: AsyncIterator<Uint8Array>,
    budget: WaitBudget,
  ): Promise<IteratorResult<Uint8Array>> {
    const { idle } = this.#exchange.options.timeouts;
    const timer = abortLater(this.#controller, idle, budget);
    try {
      return await budget.spend(() => pieces.next());
    } catch (error) {
      throw this.#exchange.networkFailure(error, this.#controller.signal, this.#signal);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Ends a connection when nothing came for too long, or when all came too slowly. */
function abortLater(
  controller: AbortController,
  silence: number,
  budget: WaitBudget | undefined,
): NodeJS.Timeout {
  const isSpentFirst = budget !== undefined && budget.left < silence;
  const [allowed, wait] = isSpentFirst ? [budget.milliseconds, Math.max(0, budget.left)] : [silence, silence];
  return setTimeout(() => controller.abort(new TimedOut(allowed, isSpentFirst)), wait);
}

class TimedOut extends Error {
  readonly milliseconds: number;
  /** Whether something came all the while. */
  readonly isSlow: boolean;

  constructor(milliseconds: number, isSlow: boolean) {
    super('timed out');
    this.milliseconds = milliseconds;
    this.isSlow = isSlow;
  }
}

/** Speaks HTTP with one coordinator: key, time limits, redirects and errors in one place. */
export class HttpExchange {
  readonly options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.options = options;
  }

  /**
   * Sends a request and waits for the headers. Redirects are followed within the origin only: the key goes nowhere else.
   *
   * @throws PassingFailure for what may pass: no connection, no answer in time, 429, 5xx
   * @throws HindcastError `COORDINATOR_REFUSED` for every other status and for redirects to another origin; `CANCELLED`
   */
  async send(request: Request): Promise<Answer> {
    let url = `${this.options.baseUrl}${request.path}`;
    for (let redirects = 0; ; redirects++) {
      const { response, controller } = await this.#sendOnce(url, request);
      const isGood = response.status >= 200 && response.status < 300;
      if (isGood || response.status === notModified)
        return new Answer(response, this, controller, request.signal);
      const location = response.headers.get('location');
      if (!redirectStatuses.has(response.status) || location === null) {
        throw await this.#statusFailure(new Answer(response, this, controller, request.signal), response);
      }
      controller.abort();
      url = this.#redirectTarget(url, location, redirects, request);
    }
  }

  async #sendOnce(
    url: string,
    { method, body, headers, budget, signal }: Request,
  ): Promise<{ response: HttpAnswer; controller: AbortController }> {
    throwIfCancelled(signal);
    const { apiKey, fetch, timeouts } = this.options;
    const controller = new AbortController();
    const timer = abortLater(controller, timeouts.headers, budget);
    const answered = (): Promise<HttpAnswer> =>
      fetch(url, {
        method,
        redirect: 'manual',
        signal: signal === undefined ? controller.signal : AbortSignal.any([signal, controller.signal]),
        headers: {
          // Sizes are compared with the index, so nothing may be packed on the way.
          'accept-encoding': 'identity',
          ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    try {
      const response = await (budget === undefined ? answered() : budget.spend(answered));
      return { response, controller };
    } catch (error) {
      throw this.networkFailure(error, controller.signal, signal);
    } finally {
      clearTimeout(timer);
    }
  }

  /** What to throw when the network let a request down. */
  networkFailure(error: unknown, own: AbortSignal, callers: AbortSignal | undefined): Error {
    if (callers?.aborted === true) return new HindcastError('CANCELLED', 'Cancelled.');
    const { baseUrl } = this.options;
    const timedOut: unknown = own.aborted ? own.reason : undefined;
    if (timedOut instanceof TimedOut && timedOut.isSlow) {
      return new HindcastError(
        'COORDINATOR_UNREACHABLE',
        `The coordinator at ${baseUrl} is too slow: it sent a part only in ${timedOut.milliseconds / 1000} s. ` +
          'What came of a day file is kept; pull again to go on, or allow more time.',
        { details: { url: baseUrl, timeout_ms: timedOut.milliseconds, only_this_file: true } },
      );
    }
    const what =
      timedOut instanceof TimedOut
        ? `is too slow: it sent nothing for ${timedOut.milliseconds / 1000} s`
        : `cannot be reached: ${describeNetworkError(error)}`;
    return new PassingFailure(
      new HindcastError(
        'COORDINATOR_UNREACHABLE',
        `The coordinator at ${baseUrl} ${what}. Check that it is running, that the address and port are right and that ` +
          'the network lets you through.',
        { details: { url: baseUrl }, cause: error },
      ),
    );
  }

  #redirectTarget(from: string, location: string, redirects: number, request: Request): string {
    const target = URL.parse(location, from);
    const { baseUrl, redaction } = this.options;
    const reason =
      target === null || target.origin !== new URL(from).origin
        ? `to another place (${target?.origin ?? redaction.text(location).slice(0, 100)}), which is not followed, so that your key goes nowhere else`
        : request.method === 'POST'
          ? 'a request that changes something'
          : redirects >= redirectsFollowed
            ? 'in a circle'
            : undefined;
    if (target !== null && reason === undefined) return target.href;
    throw new HindcastError(
      'COORDINATOR_REFUSED',
      `The coordinator at ${baseUrl} redirects ${reason}. Use the address that it really lives at.`,
      { details: { url: baseUrl, location: target?.origin ?? null } },
    );
  }

  async #statusFailure(answer: Answer, response: HttpAnswer): Promise<Error> {
    const { baseUrl, apiKey, keyAdvice, redaction } = this.options;
    const { status } = response;
    const body = await answer.text(errorBodyBytes, new WaitBudget(errorBodyMilliseconds)).catch(() => '');
    // One line, without the control characters by which a server could write over a terminal.
    const told = describeDetail(body).replaceAll(/\p{Cc}+/gu, ' ');
    const detail = redaction.text(told).slice(0, longestDetail);
    const details = { url: baseUrl, status, detail };
    const said = detail === '' ? '' : `: ${detail}`;
    if (status === 429 || status >= 500) {
      const failure = new HindcastError(
        'COORDINATOR_UNREACHABLE',
        `The coordinator at ${baseUrl} cannot answer now (status ${status}${said}). Try again later.`,
        { details },
      );
      return new PassingFailure(failure, retryAfterOf(response, this.options.now()));
    }
    const what =
      status === 401 && apiKey === undefined
        ? 'needs an API key and none was given'
        : status === 401
          ? 'does not accept the API key'
          : status === 403
            ? `does not allow this${said}`
            : `refused (status ${status}${said})`;
    const advice = status === 401 ? ` ${keyAdvice}` : '';
    return new HindcastError('COORDINATOR_REFUSED', `The coordinator at ${baseUrl} ${what}.${advice}`, {
      details,
    });
  }
}

const networkErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the name of its host is not known',
  EAI_AGAIN: 'the name of its host cannot be looked up now',
  ECONNRESET: 'the connection was broken off',
  EPIPE: 'the connection was broken off',
  ETIMEDOUT: 'no connection came about in time',
  EHOSTUNREACH: 'there is no way to its host',
  ENETUNREACH: 'there is no network',
};

function describeNetworkError(error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  const code = cause?.code ?? (error as { code?: string }).code;
  const known = networkErrors[code ?? ''];
  return known ?? cause?.message ?? (error instanceof Error ? error.message : String(error));
}

/** `detail` is a text, or FastAPI's list of what is wrong with which field (contract section 1). */
function describeDetail(body: string): string {
  try {
    const { detail } = JSON.parse(body) as { detail?: unknown };
    if (typeof detail === 'string') return detail;
    if (!Array.isArray(detail)) return '';
    const problems = detail.map((entry: { loc?: unknown; msg?: unknown } | null) => {
      const where = Array.isArray(entry?.loc) ? entry.loc.slice(1).join('.') : '';
      return `${where === '' ? '' : `${where}: `}${String(entry?.msg)}`;
    });
    return problems.join('; ');
  } catch {
    return '';
  }
}

/** `Retry-After` in milliseconds: a number of seconds, or a date; 0 without one. */
function retryAfterOf(response: HttpAnswer, now: number): number {
  const text = response.headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}
