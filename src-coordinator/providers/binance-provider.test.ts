import { describe, expect, it } from 'vitest';
import type { Feed } from '../../src-core/feed/feed.ts';
import { startStandInBinance, type Interference } from '../testing/stand-in-binance.ts';
import { BinanceProvider, binanceProviderSchema } from './binance-provider.ts';
import type { HistoryRecord } from './history-provider.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const start = Date.UTC(2022, 0, 3) / 1000;
const signal = new AbortController().signal;

async function standIn(interfere?: Interference, symbol?: string) {
  const exchange = await startStandInBinance({
    firstOpenSeconds: start,
    endSeconds: start + 2500 * 60,
    gaps: [start + 600],
    ...(interfere === undefined ? {} : { interfere }),
  });
  const sleeps: number[] = [];
  const clock = { milliseconds: 30_000 };
  const config = binanceProviderSchema.parse({
    type: 'binance',
    base_url: exchange.url,
    ...(symbol === undefined ? {} : { symbol }),
  });
  const tools = {
    now: () => clock.milliseconds,
    sleep: (milliseconds: number) => {
      sleeps.push(milliseconds);
      clock.milliseconds += milliseconds;
      return Promise.resolve();
    },
  };
  const provider = new BinanceProvider(
    symbol === undefined ? feed : { ...feed, subject: 'BTC' },
    config,
    tools,
  );
  const fetchPage = (from: number, end: number, using = signal): Promise<readonly HistoryRecord[]> =>
    provider.fetchPage({
      feed,
      startSeconds: from,
      endSeconds: end,
      limit: provider.pageSize,
      signal: using,
    });
  return { exchange, sleeps, fetchPage };
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
    const { exchange, fetchPage } = await standIn(undefined, 'BTCUSDT');
    expect(await fetchPage(start, start + 120)).toHaveLength(2);
    expect(exchange.requests[0]?.get('symbol')).toBe('BTCUSDT');
  });

  it.each([429, 418])('wait as long as a %s asks, then go on', async (status) => {
    const { exchange, sleeps, fetchPage } = await standIn((request) =>
      request <= 2 ? { status, headers: { 'retry-after': '17' }, body: '{"code":-1003}' } : undefined,
    );
    expect(await fetchPage(start, start + 60)).toHaveLength(1);
    expect(sleeps).toEqual([17_000, 17_000]);
    expect(exchange.requests).toHaveLength(3);
  });

  it('give up when the limit stays or the ban is long', async () => {
    const stubborn = await standIn(() => ({ status: 429, body: '{"code":-1003}' }));
    await expect(stubborn.fetchPage(start, start + 60)).rejects.toMatchObject({ code: 'DATA_MISSING' });
    expect(stubborn.sleeps).toEqual([20_000, 40_000, 80_000, 160_000]);

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
    ['a server error', { status: 500, body: 'oops' }, /answered 500.*oops/],
    ['a refusal', { status: 400, body: '{"code":-1121,"msg":"Invalid symbol."}' }, /Invalid symbol/],
    ['something that is no JSON', { status: 200, body: '<html>' }, /not a list of klines/],
    ['another shape', { status: 200, body: '[[1,2,3]]' }, /not a list of klines/],
    [
      'a price that is no number',
      { status: 200, body: '[[1,"a","1","1","1","1",2,"1",1,"1","1","0"]]' },
      /not a list/,
    ],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }, /No answer from/],
  ])('fail on %s', async (_what, answer, message) => {
    const { fetchPage } = await standIn(() => answer);
    await expect(fetchPage(start, start + 60)).rejects.toThrow(message);
  });

  it('fail when nobody answers, and stop when asked to', async () => {
    const provider = new BinanceProvider(
      feed,
      binanceProviderSchema.parse({ type: 'binance', base_url: 'http://127.0.0.1:1' }),
      { now: () => 0, sleep: () => Promise.resolve() },
    );
    const request = { feed, startSeconds: start, endSeconds: start + 60, limit: 10 };
    await expect(provider.fetchPage({ ...request, signal })).rejects.toThrow(
      /No answer from http:\/\/127\.0\.0\.1:1/,
    );
    await expect(provider.fetchPage({ ...request, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});
