import { z } from 'zod';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { parseOrThrow } from '../../../src-core/errors/schema-error.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { dayFilePath, type DayFile } from '../../../src-core/feed/index-entry.ts';
import { parseBaseUrl, requireUsableKey } from './address-and-key.ts';
import {
  backfillJobSchema,
  coordinatorInfoSchema,
  feedSummarySchema,
  healthSchema,
  tailRecordSchema,
  type BackfillJob,
  type CoordinatorInfo,
  type FeedSummary,
  type TailRecord,
} from './coordinator-schemas.ts';
import type { DownloadTarget } from './download-target.ts';
import {
  BodyTooLong,
  HttpExchange,
  WaitBudget,
  type Answer,
  type Fetch,
  type Request,
  type Timeouts,
} from './http-exchange.ts';
import { httpFetch } from './http-fetch.ts';
import type { IndexMemory } from './index-memory.ts';
import { BadIndex, IndexReader } from './index-reader.ts';
import { isTooDeep } from './json-depth.ts';
import { KeyRedaction } from './redact-key.ts';
import { defaultRetryPolicy, withRetries, type RetryPolicy } from './retry.ts';

export interface CoordinatorClientOptions {
  readonly baseUrl: string;
  readonly apiKey?: string | undefined;
  /** A sentence that says where to put a key; when left out, as the command line has it. */
  readonly keyAdvice?: string;
  readonly fetch?: Fetch;
  readonly timeouts?: Timeouts;
  readonly retry?: RetryPolicy;
  readonly indexLimitBytes?: number;
  /** Where the last index is kept; without it each is fetched in full. */
  readonly indexMemory?: IndexMemory;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

const mebibyte = 1024 * 1024;
const defaultTimeouts: Timeouts = { headers: 30_000, idle: 30_000 };
const defaultIndexLimitBytes = 64 * mebibyte;
const answerLimitBytes = 4 * mebibyte;
const partialContent = 206;
const notModified = 304;
const rangeNotSatisfiable = 416;
/** What a file may take in all: two minutes, or as long as the slowest line that is worth waiting for needs. */
const shortestFileMilliseconds = 120_000;
const slowestBytesPerSecond = 1024;

/**
 * The coordinator's HTTP interface as a backtest client uses it (contract section 1). Reads are tried three times when
 * the network or the server fails; what changes something is tried once. Nothing the coordinator says is trusted.
 *
 * Every call may throw HindcastError: `COORDINATOR_UNREACHABLE` when it is down, slow or failing,
 * `COORDINATOR_REFUSED` with its words, `COORDINATOR_LIED` when an answer is not what it should be, `CANCELLED`.
 */
export class CoordinatorClient {
  readonly baseUrl: string;
  readonly #exchange: HttpExchange;
  readonly #retry: RetryPolicy;
  readonly #indexLimitBytes: number;
  readonly #indexMemory: IndexMemory | undefined;
  readonly #indexKey: string;
  readonly #redaction: KeyRedaction;

  /** @throws HindcastError `BAD_INPUT` when the address or the key cannot be used */
  constructor(options: CoordinatorClientOptions) {
    this.baseUrl = parseBaseUrl(options.baseUrl);
    const apiKey = options.apiKey === '' ? undefined : options.apiKey;
    if (apiKey !== undefined) requireUsableKey(apiKey);
    this.#retry = options.retry ?? defaultRetryPolicy;
    this.#indexLimitBytes = options.indexLimitBytes ?? defaultIndexLimitBytes;
    this.#indexMemory = options.indexMemory;
    this.#indexKey = JSON.stringify([this.baseUrl, apiKey]);
    this.#redaction = new KeyRedaction(apiKey);
    this.#exchange = new HttpExchange({
      baseUrl: this.baseUrl,
      apiKey,
      keyAdvice: options.keyAdvice ?? 'Put the key into HINDCAST_API_KEY.',
      redaction: this.#redaction,
      fetch: options.fetch ?? httpFetch,
      timeouts: options.timeouts ?? defaultTimeouts,
      now: options.now ?? Date.now,
    });
  }

  async health(signal?: AbortSignal): Promise<{ status: string }> {
    return this.#get('/healthz', healthSchema, signal);
  }

  async info(signal?: AbortSignal): Promise<CoordinatorInfo> {
    return this.#get('/info', coordinatorInfoSchema, signal);
  }

  /** The feeds it offers. The list for administrators needs a key; without a good one, the public list is taken. */
  async feeds(signal?: AbortSignal): Promise<FeedSummary[]> {
    const list = z.array(feedSummarySchema);
    try {
      return await this.#get('/reports/backfill/feeds', list, signal);
    } catch (error) {
      if (!(error instanceof HindcastError) || error.details?.['status'] !== 401) throw error;
      return this.#get('/reports/feeds', list, signal);
    }
  }

  /** The latest records of a feed, the newest first. */
  async latestRecords(feed: Feed, limit: number, signal?: AbortSignal): Promise<TailRecord[]> {
    const query = new URLSearchParams({ ...feed, limit: String(limit) });
    const path = `/reports/feeds/tail?${query.toString()}`;
    const records = await this.#get(path, z.array(tailRecordSchema), signal);
    const stray = records.find((record) => feedPath(record.feed) !== feedPath(feed));
    if (stray !== undefined || records.length > limit) {
      throw this.#lie(
        stray === undefined
          ? `sends ${records.length} records where ${limit} were asked for`
          : `sends records of ${feedPath(stray.feed)} where ${feedPath(feed)} was asked for`,
        { path },
      );
    }
    return records.sort((left, right) => (left.ts < right.ts ? 1 : -1));
  }

  /**
   * Every day file it has.
   *
   * @throws HindcastError `UNSAFE_PATH` when one path is not that of a day file (contract section 1.6)
   */
  async index(signal?: AbortSignal): Promise<DayFile[]> {
    const path = '/data/backfill/index';
    const known = this.#indexMemory?.get(this.#indexKey);
    const headers = {
      'accept-encoding': 'gzip',
      ...(known === undefined ? {} : { 'if-none-match': known.tag }),
    };
    return this.#safely(signal, this.#retry.tries, async () => {
      const answer = await this.#exchange.send({ method: 'GET', path, headers, signal });
      if (known !== undefined && answer.status === notModified) {
        answer.abandon();
        return [...known.files];
      }
      const files = await this.#readIndex(answer, path);
      const tag = answer.header('etag');
      if (tag !== undefined) this.#indexMemory?.put(this.#indexKey, tag, [...files]);
      return files;
    });
  }

  async #readIndex(answer: Answer, path: string): Promise<DayFile[]> {
    const reader = new IndexReader();
    let files: DayFile[];
    try {
      for await (const piece of answer.pieces(this.#indexLimitBytes)) reader.push(piece);
      files = reader.finish();
    } catch (error) {
      if (error instanceof BodyTooLong) throw this.#tooLong(error, path);
      if (!(error instanceof BadIndex)) throw error;
      throw this.#lie(`sends an index that is not one (${error.message}); it may be no coordinator`, {
        path,
      });
    } finally {
      answer.abandon();
    }
    const paths = new Set<string>();
    for (const { feed, day } of files) {
      const name = dayFilePath(feed, day);
      if (paths.has(name)) throw this.#lie(`lists ${name} twice in its index`, { path: name });
      if (this.#redaction.isIn(name)) throw this.#lie('names the API key in its index', {});
      paths.add(name);
    }
    return files;
  }

  /**
   * Fetches one day file, or what the target lacks of it when the coordinator can send parts and still has the same
   * version. The target gets exactly as many bytes as the index says, of one version, in order.
   *
   * @param timeout milliseconds that the coordinator may be waited for in all; by the size of the file when left out
   * @throws HindcastError `COORDINATOR_LIED` when the size differs; what the target throws
   */
  async downloadDayFile(
    file: DayFile,
    target: DownloadTarget,
    signal?: AbortSignal,
    timeout = Math.max(shortestFileMilliseconds, (file.sizeBytes / slowestBytesPerSecond) * 1000),
  ): Promise<void> {
    const segments = dayFilePath(file.feed, file.day).split('/').map(encodeURIComponent);
    const path = `/data/backfill/${segments.join('/')}`;
    const budget = new WaitBudget(timeout);
    let furthest = target.received;
    const progress = (): number => (furthest = Math.max(furthest, target.received));
    await this.#safely(
      signal,
      this.#retry.downloadTries ?? this.#retry.tries,
      async () => {
        const answer = await this.#sendForRest(file, target, { method: 'GET', path, signal, budget });
        await this.#receive(file, target, answer, budget);
      },
      progress,
    );
  }

  /** Asks for the rest where the target has a beginning; makes the target begin anew when it gets no rest. */
  async #sendForRest(file: DayFile, target: DownloadTarget, request: Request): Promise<Answer> {
    const { received, validator } = target;
    if (received > 0 && validator !== undefined && received < file.sizeBytes) {
      const headers = { range: `bytes=${received}-`, 'if-range': validator };
      const answer = await this.#exchange.send({ ...request, headers }).catch((error: unknown) => {
        if ((error as HindcastError).details?.['status'] === rangeNotSatisfiable) return undefined;
        throw error;
      });
      if (answer !== undefined && isRest(answer, file, received, validator)) {
        target.resume();
        return answer;
      }
      if (answer?.status === 200) {
        await target.restart(answer.strongTag);
        return answer;
      }
      answer?.abandon();
    }
    const answer = await this.#exchange.send(request);
    if (answer.status === partialContent) {
      answer.abandon();
      throw this.#lie(`sends a part of ${dayFilePath(file.feed, file.day)} where all was asked for`, {
        path: dayFilePath(file.feed, file.day),
      });
    }
    await target.restart(answer.strongTag);
    return answer;
  }

  /** Starts a backfill; times are ISO 8601, those without a zone are UTC. One runs at a time: 409 names the other. */
  async startBackfill(feed: Feed, start: string, end: string, signal?: AbortSignal): Promise<BackfillJob> {
    const request: Request = {
      method: 'POST',
      path: '/reports/backfill',
      body: { ...feed, start, end },
      signal,
    };
    // Not tried again: the first try may have started it, though its answer was lost.
    const text = await this.#safely(signal, 1, async () =>
      (await this.#exchange.send(request)).text(answerLimitBytes),
    );
    return this.#parse(text, backfillJobSchema, request.path);
  }

  async backfillJob(id: string, signal?: AbortSignal): Promise<BackfillJob> {
    return this.#get(`/reports/backfill/jobs/${encodeURIComponent(id)}`, backfillJobSchema, signal);
  }

  /** The latest hundred backfills, newest first. */
  async backfillJobs(signal?: AbortSignal): Promise<BackfillJob[]> {
    return this.#get('/reports/backfill/jobs', z.array(backfillJobSchema), signal);
  }

  async #get<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    signal: AbortSignal | undefined,
  ): Promise<z.output<Schema>> {
    const text = await this.#safely(signal, this.#retry.tries, async () => {
      const answer = await this.#exchange.send({ method: 'GET', path, signal });
      try {
        return await answer.text(answerLimitBytes);
      } catch (error) {
        throw error instanceof BodyTooLong ? this.#tooLong(error, path) : error;
      }
    });
    return this.#parse(text, schema, path);
  }

  /** Tries again as the policy says, and lets no error say the key. */
  async #safely<T>(
    signal: AbortSignal | undefined,
    tries: number,
    attempt: () => Promise<T>,
    progress?: () => number,
  ): Promise<T> {
    try {
      return await withRetries({ ...this.#retry, tries }, signal, attempt, progress);
    } catch (error) {
      throw this.#redaction.error(error);
    }
  }

  #parse<Schema extends z.ZodType>(text: string, schema: Schema, path: string): z.output<Schema> {
    if (isTooDeep(text)) throw this.#lie(`answers ${path} with JSON that is nested too deeply`, { path });
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      throw this.#lie(`answers ${path} with something that is not JSON; it may be no coordinator`, { path });
    }
    return parseOrThrow(schema, this.#redaction.value(json), `${this.baseUrl}${path}`, 'COORDINATOR_LIED');
  }

  /** Lets the target take what it lacks: no byte more than the index says and none less. */
  async #receive(file: DayFile, target: DownloadTarget, answer: Answer, budget: WaitBudget): Promise<void> {
    const { sizeBytes } = file;
    const before = target.received;
    const lie = (sent: string): HindcastError =>
      this.#lie(`sends ${sent} for ${dayFilePath(file.feed, file.day)}, where its index says ${sizeBytes}`, {
        path: dayFilePath(file.feed, file.day),
        expected_bytes: sizeBytes,
      });
    try {
      if (answer.contentLength !== undefined && before + answer.contentLength !== sizeBytes) {
        throw lie(`${before + answer.contentLength} bytes`);
      }
      for await (const piece of answer.pieces(sizeBytes - before, budget)) await target.write(piece);
    } catch (error) {
      throw error instanceof BodyTooLong ? lie(`more than ${sizeBytes} bytes`) : error;
    } finally {
      answer.abandon();
    }
    if (target.received !== sizeBytes) throw lie(`${target.received} bytes`);
  }

  #tooLong(error: BodyTooLong, path: string): HindcastError {
    return this.#lie(`sends ${error.message} for ${path}, which cannot be right`, { path });
  }

  #lie(what: string, details: Record<string, unknown>): HindcastError {
    return new HindcastError(
      'COORDINATOR_LIED',
      `The coordinator at ${this.baseUrl} ${what}. If it is filling up at the moment, try again when that is done.`,
      { details: { url: this.baseUrl, ...details } },
    );
  }
}

/** Whether an answer is the rest of the very version of which a beginning is here. */
function isRest(answer: Answer, file: DayFile, received: number, validator: string): boolean {
  if (answer.status !== partialContent || answer.header('content-encoding') !== undefined) return false;
  const tag = answer.header('etag');
  const range = answer.header('content-range') ?? '';
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? [];
  return (
    (tag === undefined || tag === validator) &&
    Number(first) === received &&
    Number(last) === file.sizeBytes - 1 &&
    (total === '*' || Number(total) === file.sizeBytes)
  );
}
