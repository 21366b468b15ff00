import { z } from 'zod';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import type { Feed } from '../../src-core/feed/feed.ts';
import type { HistoryProvider, HistoryRecord, PageRequest } from './history-provider.ts';

export const binanceProviderSchema = z.strictObject({
  type: z.literal('binance'),
  base_url: z.url({ protocol: /^https?$/ }).default('https://api.binance.com'),
  symbol: z
    .string()
    .regex(/^[A-Z0-9]{2,20}$/)
    .optional()
    .describe('The symbol at the exchange, for example BTCUSDT; the subject of the feed when left out'),
});
export type BinanceProviderConfig = z.infer<typeof binanceProviderSchema>;

/** Granularities that the klines endpoint knows under the same name and that divide a day. */
export const binanceIntervals: readonly string[] = [
  '1s',
  '1m',
  '3m',
  '5m',
  '15m',
  '30m',
  '1h',
  '2h',
  '4h',
  '6h',
  '8h',
  '12h',
  '1d',
];

/** What the provider needs from its surroundings; tests bring their own. */
export interface BinanceTools {
  /** Waits, or rejects as soon as the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Milliseconds since the epoch. */
  now(): number;
}

const requestTimeoutMilliseconds = 30_000;
const mostAttempts = 5;
/** A longer wait is a ban: better to fail the job and say so than to hold it for hours. */
const longestWaitSeconds = 600;
/** Of the 6,000 a minute that the exchange allows an address; above this the next request waits for a new minute. */
const weightCeiling = 4_800;

const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
/** Open time, open, high, low, close, volume, close time, quote volume, trades, taker base and quote volume, unused. */
const klinesSchema = z.array(
  z.tuple(
    [z.int(), decimal, decimal, decimal, decimal, decimal, z.int(), decimal, z.int(), decimal, decimal],
    z.unknown(),
  ),
);
type Kline = z.infer<typeof klinesSchema>[number];

/** Klines of a spot symbol from Binance's public REST API (`GET /api/v3/klines`). */
export class BinanceProvider implements HistoryProvider {
  readonly pageSize = 1_000;
  readonly #config: BinanceProviderConfig;
  readonly #symbol: string;
  readonly #tools: BinanceTools;
  #usedWeight = { minute: 0, weight: 0 };

  constructor(feed: Feed, config: BinanceProviderConfig, tools: BinanceTools) {
    this.#config = config;
    this.#symbol = config.symbol ?? feed.subject;
    this.#tools = tools;
  }

  async fetchPage(request: PageRequest): Promise<readonly HistoryRecord[]> {
    const url = new URL('/api/v3/klines', this.#config.base_url);
    url.searchParams.set('symbol', this.#symbol);
    url.searchParams.set('interval', request.feed.granularity);
    url.searchParams.set('startTime', String(request.startSeconds * 1000));
    // The exchange includes its end time; ours is excluded.
    url.searchParams.set('endTime', String(request.endSeconds * 1000 - 1));
    url.searchParams.set('limit', String(Math.min(request.limit, this.pageSize)));
    const klines = await this.#klines(url, request.signal);
    return klines.map(toRecord);
  }

  async #klines(url: URL, signal: AbortSignal): Promise<Kline[]> {
    for (let attempt = 1; ; attempt++) {
      await this.#waitForWeight(signal);
      const response = await this.#request(url, signal);
      this.#noteWeight(response);
      if (response.ok) return this.#parse(await this.#body(response, signal));
      const text = (await this.#body(response, signal)).slice(0, 200);
      if (response.status !== 429 && response.status !== 418) {
        throw new HindcastError(
          'DATA_MISSING',
          `Binance answered ${response.status} for ${url.search}: ${text}`,
          {
            details: { status: response.status },
          },
        );
      }
      const waitSeconds = retryAfterSeconds(response.headers.get('retry-after')) ?? 10 * 2 ** attempt;
      if (attempt === mostAttempts || waitSeconds > longestWaitSeconds) {
        throw new HindcastError(
          'DATA_MISSING',
          `Binance refuses requests from this address (${response.status}) and asks to wait ${waitSeconds} s. ` +
            'Start the backfill again later.',
          { details: { status: response.status, retry_after_seconds: waitSeconds } },
        );
      }
      await this.#tools.sleep(waitSeconds * 1000, signal);
    }
  }

  async #request(url: URL, signal: AbortSignal): Promise<Response> {
    try {
      return await fetch(url, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMilliseconds)]),
        redirect: 'error',
        headers: { accept: 'application/json' },
      });
    } catch (cause) {
      throw unreachable(url, cause, signal);
    }
  }

  async #body(response: Response, signal: AbortSignal): Promise<string> {
    try {
      return await response.text();
    } catch (cause) {
      throw unreachable(new URL(response.url), cause, signal);
    }
  }

  #parse(text: string): Kline[] {
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      body = undefined;
    }
    const parsed = klinesSchema.safeParse(body);
    if (parsed.success) return parsed.data;
    throw new HindcastError('DATA_CORRUPT', `Binance's answer for ${this.#symbol} is not a list of klines.`, {
      details: { problem: parsed.error.issues[0]?.message, at: parsed.error.issues[0]?.path.join('.') },
    });
  }

  #noteWeight(response: Response): void {
    const weight = Number(response.headers.get('x-mbx-used-weight-1m') ?? 0);
    this.#usedWeight = { minute: Math.floor(this.#tools.now() / 60_000), weight };
  }

  async #waitForWeight(signal: AbortSignal): Promise<void> {
    const now = this.#tools.now();
    const { minute, weight } = this.#usedWeight;
    if (weight < weightCeiling || minute !== Math.floor(now / 60_000)) return;
    await this.#tools.sleep((minute + 1) * 60_000 - now, signal);
  }
}

function unreachable(url: URL, cause: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return cause;
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const reason = inner instanceof Error ? inner.message : String(inner);
  return new HindcastError('DATA_MISSING', `No answer from ${url.origin}: ${reason}. Check the network.`, {
    cause,
  });
}

function retryAfterSeconds(header: string | null): number | undefined {
  return header !== null && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
}

function toRecord(kline: Kline): HistoryRecord {
  const [openTime, open, high, low, close, volume, , quoteVolume, trades, takerBase, takerQuote] = kline;
  return {
    ts: Math.floor(openTime / 1000),
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
    volume: Number(volume),
    meta: JSON.stringify({
      quote_volume: Number(quoteVolume),
      trades,
      taker_buy_base_volume: Number(takerBase),
      taker_buy_quote_volume: Number(takerQuote),
    }),
  };
}
