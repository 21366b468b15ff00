import { z } from 'zod';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { parseOrThrow } from '../../../src-core/errors/schema-error.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import {
  dayFilePath,
  indexEntrySchema,
  parseIndexEntry,
  type DayFile,
} from '../../../src-core/feed/index-entry.ts';
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
import {
  BodyTooLong,
  HttpExchange,
  type Answer,
  type Fetch,
  type Request,
  type Timeouts,
} from './http-exchange.ts';
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
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

const mebibyte = 1024 * 1024;
const defaultTimeouts: Timeouts = { headers: 30_000, idle: 30_000 };
const defaultIndexLimitBytes = 64 * mebibyte;
const answerLimitBytes = 4 * mebibyte;

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

  /** @throws HindcastError `BAD_INPUT` when the address or the key cannot be used */
  constructor(options: CoordinatorClientOptions) {
    this.baseUrl = parseBaseUrl(options.baseUrl);
    const apiKey = options.apiKey === '' ? undefined : options.apiKey;
    if (apiKey !== undefined) requireUsableKey(apiKey);
    this.#retry = options.retry ?? defaultRetryPolicy;
    this.#indexLimitBytes = options.indexLimitBytes ?? defaultIndexLimitBytes;
    this.#exchange = new HttpExchange({
      baseUrl: this.baseUrl,
      apiKey,
      keyAdvice: options.keyAdvice ?? 'Put the key into HINDCAST_API_KEY.',
      fetch: options.fetch ?? fetch,
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
    const entries = await this.#get(path, z.array(indexEntrySchema), signal, this.#indexLimitBytes);
    const files = entries.map(parseIndexEntry);
    const paths = new Set<string>();
    for (const { feed, day } of files) {
      const name = dayFilePath(feed, day);
      if (paths.has(name)) throw this.#lie(`lists ${name} twice in its index`, { path: name });
      paths.add(name);
    }
    return files;
  }

  /**
   * Fetches one day file. `receive` gets the bytes as they come and is called again, from the start, when the connection
   * breaks; it gets exactly as many bytes as the index says.
   *
   * @throws HindcastError `COORDINATOR_LIED` when the size differs; what `receive` throws
   */
  async downloadDayFile<T>(
    file: DayFile,
    receive: (pieces: AsyncIterable<Uint8Array>) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const segments = dayFilePath(file.feed, file.day).split('/').map(encodeURIComponent);
    const path = `/data/backfill/${segments.join('/')}`;
    return withRetries(this.#retry, signal, async () => {
      const answer = await this.#exchange.send({ method: 'GET', path, signal });
      return receive(this.#exactly(file, answer));
    });
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
    const text = await withRetries({ ...this.#retry, tries: 1 }, signal, async () =>
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
    limitBytes = answerLimitBytes,
  ): Promise<z.output<Schema>> {
    const text = await withRetries(this.#retry, signal, async () => {
      const answer = await this.#exchange.send({ method: 'GET', path, signal });
      try {
        return await answer.text(limitBytes);
      } catch (error) {
        if (!(error instanceof BodyTooLong)) throw error;
        throw this.#lie(`sends ${error.message} for ${path}, which cannot be right`, { path });
      }
    });
    return this.#parse(text, schema, path);
  }

  #parse<Schema extends z.ZodType>(text: string, schema: Schema, path: string): z.output<Schema> {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      throw this.#lie(`answers ${path} with something that is not JSON; is it a coordinator?`, { path });
    }
    return parseOrThrow(schema, json, `${this.baseUrl}${path}`, 'COORDINATOR_LIED');
  }

  /** The pieces of a body that must be as long as the index says, no byte more and none less. */
  async *#exactly(file: DayFile, answer: Answer): AsyncGenerator<Uint8Array> {
    const { sizeBytes } = file;
    const lie = (sent: string): HindcastError =>
      this.#lie(`sends ${sent} for ${dayFilePath(file.feed, file.day)}, where its index says ${sizeBytes}`, {
        path: dayFilePath(file.feed, file.day),
        expected_bytes: sizeBytes,
      });
    let received = 0;
    const pieces = answer.pieces(sizeBytes);
    try {
      if (answer.contentLength !== undefined && answer.contentLength !== sizeBytes) {
        throw lie(`${answer.contentLength} bytes`);
      }
      for await (const piece of pieces) {
        received += piece.byteLength;
        yield piece;
      }
    } catch (error) {
      throw error instanceof BodyTooLong ? lie(error.message) : error;
    } finally {
      answer.abandon();
    }
    if (received !== sizeBytes) throw lie(`${received} bytes`);
  }

  #lie(what: string, details: Record<string, unknown>): HindcastError {
    return new HindcastError(
      'COORDINATOR_LIED',
      `The coordinator at ${this.baseUrl} ${what}. If it is filling up at the moment, try again when that is done.`,
      { details: { url: this.baseUrl, ...details } },
    );
  }
}
