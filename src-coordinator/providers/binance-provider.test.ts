import { describe, expect, it } from 'vitest';
import type { Feed } from '../../src-core/feed/feed.ts';
import { recordingTools } from '../testing/provider-tools.ts';
import { startStandInBinance, type Interference } from '../testing/stand-in-binance.ts';
import { BinanceProvider, binanceProviderSchema } from './binance-provider.ts';
import type { HistoryRecord } from './history-provider.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const start = Date.UTC(2022, 0, 3) / 1000;
const signal = new AbortController().signal;

interface Names {
  subject?: string;
  symbol?: string;
}

async function standIn(interfere?: Interference, { subject = 'BTCUSDT', symbol }: Names = {}) {
  const exchange = await startStandInBinance({
    firstOpenSeconds: start,
    endSeconds: start + 2500 * 60,
    gaps: [start + 600],
    ...(interfere === undefined ? {} : { interfere }),
  });
  const tools = recordingTools();
  const config = binanceProviderSchema.parse({
    type: 'binance',
    base_url: exchange.url,
    ...(symbol === undefined ? {} : { symbol }),
  });
  const provider = new BinanceProvider({ ...feed, subject }, config, tools);
  const fetchPage = (from: number, end: number, using = signal): Promise<readonly HistoryRecord[]> =>
    provider.fetchPage({
      feed,
      startSeconds: from,
      endSeconds: end,
      limit: provider.pageSize,
      signal: using,
    });
  return { exchange, sleeps: tools.sleeps, log: tools.log, fetchPage };
}

describe('Binance klines', () => {
  it('come page by page, with both ends and a gap as the exchange has them', async () => {
    const { exchange, fetchPage } = await standIn();
    const end = start + 2000 * 60;
    const first = await fetchPage(start, end);
    const second = await fetchPage(first.at(-1)!.ts + 1, end);
    const third = await fetchPage(second.at(-1)!.ts + 1, end);
    expect([first.length, second.length, third.length]).toEqual([1000, 999, 0]);
    expect(second.at(-1)?.ts).toBe(end - 60);
    expect(first.some(({ ts }) => ts === start + 600)).toBe(false);
    expect(Object.fromEntries(exchange.requests[0]!)).toEqual({
      symbol: 'BTCUSDT',
      interval: '1m',
      startTime: String(start * 1000),
      endTime: String(end * 1000 - 1),
      limit: '1000',
    });
  });

  it('become records with numbers, and keep the other fields in meta', async () => {
    const { fetchPage } = await standIn();
    const [record] = await fetchPage(start, start + 60);
    expect({ ...record, meta: JSON.parse(record?.meta ?? '') }).toMatchObject({
      ts: start,
      volume: 1.25,
      meta: { quote_volume: expect.any(Number), trades: 37, taker_buy_base_volume: 0.75 },
    });
    expect(record?.high).toBe(Number(record?.open) + 2);
  });

  it('are asked by the configured symbol', async () => {
    const { exchange, fetchPage } = await standIn(undefined, { subject: 'BTC', symbol: 'BTCUSDT' });
    expect(await fetchPage(start, start + 120)).toHaveLength(2);
    expect(exchange.requests[0]?.get('symbol')).toBe('BTCUSDT');
  });

  it.each([
    ['BTC', /no symbol BTC .*perhaps "BTCUSDT"/],
    ['btc-usdt', /perhaps "BTCUSDT"/],
    ['ETHUSD', /perhaps "ETHUSDT"/],
    ['FOOUSDT', /Set "symbol" in the provider of this feed; a symbol/],
  ])('D4 of the unknown symbol %s fail at once, and say what to set', async (subject, message) => {
    const { exchange, fetchPage } = await standIn(undefined, { subject });
    await expect(fetchPage(start, start + 60)).rejects.toMatchObject({
      code: 'UNKNOWN_FEED',
      message: expect.stringMatching(message),
    });
    expect(exchange.requests).toHaveLength(1);
  });

  it('D4 of a range before the listing are none, and of one over it begin with the listing', async () => {
    const { fetchPage } = await standIn();
    expect(await fetchPage(start - 7200, start - 3600)).toEqual([]);
    const page = await fetchPage(start - 7200, start + 180);
    expect(page.map(({ ts }) => ts - start)).toEqual([0, 60, 120]);
  });

  it('D4 are asked for behind a gap when an empty answer does not mean the end', async () => {
    const { exchange, fetchPage } = await standIn((request) =>
      request === 1 ? { status: 200, body: '[]' } : undefined,
    );
    expect(await fetchPage(start + 600, start + 780)).toMatchObject([
      { ts: start + 660 },
      { ts: start + 720 },
    ]);
    expect(exchange.requests.map((query) => query.get('endTime') === null)).toEqual([false, true, false]);
    const denied = await standIn((request) => (request % 2 === 1 ? { status: 200, body: '[]' } : undefined));
    await expect(denied.fetchPage(start, start + 60)).rejects.toMatchObject({ code: 'DATA_CORRUPT' });
  });

  it.each([429, 418])('D4 wait as long as a %s asks, then go on', async (status) => {
    const { exchange, sleeps, log, fetchPage } = await standIn((request) =>
      request <= 2 ? { status, headers: { 'retry-after': '17' }, body: '{"code":-1003}' } : undefined,
    );
    expect(await fetchPage(start, start + 60)).toHaveLength(1);
    expect(sleeps).toEqual([17_000, 17_000]);
    expect(exchange.requests).toHaveLength(3);
    expect(log[0]).toMatch(new RegExp(`waiting to try again.*answered ${status}`));
  });

  it('D4 wait ever longer for a failing server, and go on when it is back', async () => {
    const { sleeps, fetchPage } = await standIn((request) =>
      request <= 5 ? { status: 503, body: 'busy' } : undefined,
    );
    expect(await fetchPage(start, start + 60)).toHaveLength(1);
    expect(sleeps).toEqual([750, 1500, 3000, 6000, 12_000]);
  });

  it('D4 wait for a connection that breaks, also in the middle of an answer', async () => {
    const { sleeps, fetchPage } = await standIn((request) => {
      if (request === 1)
        return { status: 200, headers: { 'content-length': '5000' }, body: '[[164', cut: true };
      return request === 2 ? { status: 0, body: '', cut: true } : undefined;
    });
    expect(await fetchPage(start, start + 60)).toHaveLength(1);
    expect(sleeps).toEqual([750, 1500]);
  });

  it.each([
    ['limits', 429],
    ['failures', 502],
  ])('D4 give up on %s that last for ten minutes', async (_what, status) => {
    const { sleeps, fetchPage } = await standIn(() => ({ status, body: 'no luck' }));
    await expect(fetchPage(start, start + 60)).rejects.toMatchObject({
      code: 'DATA_MISSING',
      message: expect.stringMatching(`answered ${status}.*no luck.*within ten minutes. Retry the backfill`),
    });
    const total = sleeps.reduce((sum, wait) => sum + wait, 0);
    expect(total).toBeGreaterThan(540_000);
    expect(total).toBeLessThanOrEqual(600_000);
  });

  it('D4 give up at once when the ban is longer than ten minutes', async () => {
    const banned = await standIn(() => ({ status: 418, headers: { 'retry-after': '7200' }, body: '' }));
    await expect(banned.fetchPage(start, start + 60)).rejects.toThrow(/asks to wait 7200 s/);
    expect(banned.sleeps).toEqual([]);
  });

  it('wait for the next minute when the weight is nearly used up', async () => {
    const { sleeps, fetchPage } = await standIn((request) =>
      request === 1 ? { status: 200, headers: { 'x-mbx-used-weight-1m': '5900' }, body: '[]' } : undefined,
    );
    await fetchPage(start, start + 60);
    await fetchPage(start, start + 60);
    await fetchPage(start, start + 60);
    expect(sleeps).toEqual([30_000]);
  });

  it.each([
    ['a refusal', { status: 403, body: 'go away' }, /answered 403.*go away/],
    ['something that is no JSON', { status: 200, body: '<html>' }, /not a list of klines/],
    ['another shape', { status: 200, body: '[[1,2,3]]' }, /not a list of klines/],
    [
      'a price that is no number',
      { status: 200, body: '[[1,"a","1","1","1","1",2,"1",1,"1","1","0"]]' },
      /not a list/,
    ],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }, /answered 302/],
    ['an answer without end', { status: 200, body: ' '.repeat(5 * 1024 * 1024) }, /sent more than/],
  ])('D4 fail at once on %s', async (_what, answer, message) => {
    const { sleeps, fetchPage } = await standIn(() => answer);
    await expect(fetchPage(start, start + 60)).rejects.toThrow(message);
    expect(sleeps).toEqual([]);
  });

  it('D4 fail when nobody answers for ten minutes, and stop when asked to', async () => {
    const config = binanceProviderSchema.parse({ type: 'binance', base_url: 'http://127.0.0.1:1' });
    const request = { feed, startSeconds: start, endSeconds: start + 60, limit: 10 };
    const provider = new BinanceProvider(feed, config, recordingTools());
    await expect(provider.fetchPage({ ...request, signal })).rejects.toThrow(
      /No answer from http:\/\/127\.0\.0\.1:1/,
    );
    await expect(provider.fetchPage({ ...request, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });

  it('D3 stop waiting as soon as they are told to', async () => {
    const stop = new AbortController();
    const exchange = await startStandInBinance({
      firstOpenSeconds: start,
      endSeconds: start + 600,
      interfere: () => ({ status: 429, headers: { 'retry-after': '599' }, body: '' }),
    });
    const provider = new BinanceProvider(
      feed,
      binanceProviderSchema.parse({ type: 'binance', base_url: exchange.url }),
      {
        ...recordingTools(),
        sleep: (_milliseconds, waiting) => {
          stop.abort(new Error('cancelled'));
          waiting.throwIfAborted();
          return Promise.resolve();
        },
      },
    );
    const request = { feed, startSeconds: start, endSeconds: start + 60, limit: 10, signal: stop.signal };
    await expect(provider.fetchPage(request)).rejects.toThrow('cancelled');
  });
});
