import { z } from 'zod';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import type { Feed } from '../../src-core/feed/feed.ts';
import { isoSeconds } from '../../src-core/time/utc.ts';
import { parseJson } from '../../src-core/wire/parse-json.ts';
import type { HistoryProvider, HistoryRecord, PageRequest } from './history-provider.ts';
import { withPatience, type ProviderTools } from './patience.ts';
import { ask, passingTrouble, type SourceAnswer } from './source-request.ts';

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

const requestMilliseconds = 60_000;
/** A page of a thousand klines has some 200 kB. */
const bodyLimitBytes = 4 * 1024 * 1024;
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

/** What the exchange answers for a symbol that it does not know, or that no symbol can be. */
const unknownSymbolCodes = new Set([-1121, -1100]);
const refusalSchema = z.object({ code: z.int(), msg: z.string() });

/** Klines of a spot symbol from Binance's public REST API (`GET /api/v3/klines`). */
export class BinanceProvider implements HistoryProvider {
  readonly pageSize = 1_000;
  readonly #config: BinanceProviderConfig;
  readonly #symbol: string;
  readonly #tools: ProviderTools;
  #usedWeight = { minute: 0, weight: 0 };

  constructor(feed: Feed, config: BinanceProviderConfig, tools: ProviderTools) {
    this.#config = config;
    this.#symbol = config.symbol ?? feed.subject;
    this.#tools = tools;
  }

  async fetchPage(request: PageRequest): Promise<readonly HistoryRecord[]> {
    const { feed, startSeconds, endSeconds, signal } = request;
    const limit = Math.min(request.limit, this.pageSize);
    // The exchange includes its end time; ours is excluded.
    const wanted = { endTime: endSeconds * 1000 - 1, limit };
    const klines = await this.#klines(feed, { startTime: startSeconds * 1000, ...wanted }, signal);
    if (klines.length > 0) return klines.map(toRecord);
    // Nothing in the range: only the first kline after it, or none at all, tells that from an answer cut short.
    const [next] = await this.#klines(feed, { startTime: startSeconds * 1000, limit: 1 }, signal);
    if (next === undefined || next[0] >= endSeconds * 1000) return [];
    const missed = await this.#klines(feed, { startTime: next[0], ...wanted }, signal);
    if (missed.length > 0) return missed.map(toRecord);
    throw new HindcastError(
      'DATA_CORRUPT',
      `Binance has a kline of ${this.#symbol} at ${isoSeconds(Math.floor(next[0] / 1000))} and none in a range that holds it.`,
    );
  }

  #klines(feed: Feed, range: Readonly<Record<string, number>>, signal: AbortSignal): Promise<Kline[]> {
    const url = new URL('/api/v3/klines', this.#config.base_url);
    url.searchParams.set('symbol', this.#symbol);
    url.searchParams.set('interval', feed.granularity);
    for (const [name, value] of Object.entries(range)) url.searchParams.set(name, String(value));
    return withPatience(this.#tools, signal, () => this.#klinesOnce(url, signal));
  }

  async #klinesOnce(url: URL, signal: AbortSignal): Promise<Kline[]> {
    await this.#waitForWeight(signal);
    const answer = await ask(url, {
      signal,
      wholeTimeout: requestMilliseconds,
      headers: { accept: 'application/json' },
    });
    this.#noteWeight(answer);
    const text = await answer.text(bodyLimitBytes);
    if (answer.status === 200) return this.#parse(text);
    const failure = new HindcastError(
      'DATA_MISSING',
      `Binance answered ${answer.status} for ${url.search}: ${text.slice(0, 200)}.`,
      { details: { status: answer.status } },
    );
    throw passingTrouble(answer, failure, this.#tools.now()) ?? this.#unknownSymbol(text) ?? failure;
  }

  #unknownSymbol(text: string): HindcastError | undefined {
    const refusal = refusalSchema.safeParse(parseJson(text));
    if (!refusal.success || !unknownSymbolCodes.has(refusal.data.code)) return undefined;
    const suggestion = suggestedSymbol(this.#symbol);
    const example = suggestion === undefined ? '' : `, perhaps "${suggestion}"`;
    return new HindcastError(
      'UNKNOWN_FEED',
      `Binance has no symbol ${this.#symbol} (${refusal.data.code}). ` +
        `Set "symbol" in the provider of this feed${example}; a symbol is a pair of currencies.`,
    );
  }

  #parse(text: string): Kline[] {
    const parsed = klinesSchema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw new HindcastError('DATA_CORRUPT', `Binance's answer for ${this.#symbol} is not a list of klines.`, {
      details: { problem: parsed.error.issues[0]?.message, at: parsed.error.issues[0]?.path.join('.') },
    });
  }

  #noteWeight(answer: SourceAnswer): void {
    const header = answer.headers.get('x-mbx-used-weight-1m') ?? '';
    const weight = /^\d{1,9}$/.test(header) ? Number(header) : 0;
    this.#usedWeight = { minute: Math.floor(this.#tools.now() / 60_000), weight };
  }

  async #waitForWeight(signal: AbortSignal): Promise<void> {
    const now = this.#tools.now();
    const { minute, weight } = this.#usedWeight;
    if (weight < weightCeiling || minute !== Math.floor(now / 60_000)) return;
    await this.#tools.sleep((minute + 1) * 60_000 - now, signal);
  }
}

/** A pair that someone may have meant: what is no letter or digit left out, dollars or nothing as the second currency. */
function suggestedSymbol(symbol: string): string | undefined {
  const plain = symbol.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  const pair = plain.endsWith('USD')
    ? `${plain}T`
    : plain.length > 5 || plain === ''
      ? plain
      : `${plain}USDT`;
  return pair === symbol || pair === '' ? undefined : pair;
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
