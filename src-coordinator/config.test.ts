import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadFeedsConfig, parseFeedsConfig } from './config.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const synthetic = {
  source: 'synthetic',
  subject: 'BTC',
  kind: 'candle',
  granularity: '1m',
  provider: { type: 'synthetic', seed: 1, initial_price: 100 },
};
const csv = { ...synthetic, source: 'file', provider: { type: 'csv', folder: 'candles' } };
const mirror = {
  ...synthetic,
  provider: { type: 'parquet', base_url: 'http://first:8000', api_key_env: 'FIRST_KEY' },
};
const binance = { ...synthetic, source: 'binance', provider: { type: 'binance' } };

describe('feeds file', () => {
  it('is read with its defaults, folders relative to the file', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'feeds.json');
    await writeFile(file, JSON.stringify({ feeds: [synthetic, csv, binance, { ...mirror, kind: 'tick' }] }));
    const config = await loadFeedsConfig(file);
    expect(config.feeds.map(({ provider }) => provider)).toEqual([
      { type: 'synthetic', seed: 1, initial_price: 100, annual_volatility: 0.6, daily_volume: 15_000 },
      { type: 'csv', folder: join(folder, 'candles') },
      { type: 'binance', base_url: 'https://api.binance.com' },
      mirror.provider,
    ]);
    expect(config.feeds[0]?.feed).toEqual({
      source: 'synthetic',
      subject: 'BTC',
      kind: 'candle',
      granularity: '1m',
    });
  });

  it.each([
    ['feeds.json', ['BTC', 'ETH']],
    ['mirror.json', ['BTC']],
  ])('of the example %s is valid', async (name, subjects) => {
    const config = await loadFeedsConfig(resolve(import.meta.dirname, '../examples/coordinator', name));
    expect(config.feeds.map(({ feed }) => feed.subject)).toEqual(subjects);
  });

  it.each([
    [
      'an unknown key',
      { ...synthetic, subjet: 'x' },
      /unknown key "feeds\.0\.subjet", did you mean "subject"\?/,
    ],
    ['an unknown key of a provider', { ...csv, provider: { type: 'csv', folder: 'x', foldr: 1 } }, /foldr/],
    ['an unknown provider', { ...csv, provider: { type: 'ftp' } }, /feeds\.0\.provider/],
    ['a path in a segment', { ...csv, subject: '../x' }, /feeds\.0\.subject/],
    [
      'a path in a file name',
      { ...csv, provider: { type: 'csv', folder: 'x', files: ['../a.csv'] } },
      /files/,
    ],
    ['a period that is none', { ...synthetic, granularity: 'often' }, /divides a day/],
    ['a period that does not divide a day', { ...synthetic, granularity: '7m' }, /divides a day/],
    ['an interval the exchange lacks', { ...binance, granularity: '10m' }, /binance has only/],
    ['a kind the provider lacks', { ...binance, kind: 'tick' }, /has only: candle/],
    [
      'a base URL of another protocol',
      { ...binance, provider: { type: 'binance', base_url: 'file:///etc' } },
      /base_url/,
    ],
  ])('refuses %s', (_what, feed, message) => {
    expect(() => parseFeedsConfig({ feeds: [feed] }, '/')).toThrow(message);
  });

  it.each([
    ['synthetic data under another name', { ...synthetic, source: 'pyth' }, /has to contain "synthetic"/],
    ['candles of Binance under another name', { ...binance, source: 'pyth' }, /has to contain "binance"/],
    [
      'a mirror that takes another source',
      { ...mirror, provider: { ...mirror.provider, source: 'pyth' } },
      /unknown key "feeds\.0\.provider\.source"/,
    ],
  ])('D5 refuses %s', (_what, feed, message) => {
    expect(() => parseFeedsConfig({ feeds: [feed] }, '/')).toThrow(message);
  });

  it.each(['ftp://first', 'http://user:word@first', 'http://first/?key=1', 'http://first/#x', 'first:8000'])(
    'D6 refuses to mirror %s',
    (address) => {
      const provider = { ...mirror.provider, base_url: address };
      expect(() => parseFeedsConfig({ feeds: [{ ...mirror, provider }] }, '/')).toThrow(/base_url/);
    },
  );

  it('refuses a feed that is configured twice, no feeds, and what is no JSON', async () => {
    const twice = [synthetic, { ...synthetic, subject: 'btc' }];
    expect(() => parseFeedsConfig({ feeds: twice }, '/')).toThrow(/configured twice/);
    expect(() => parseFeedsConfig({ feeds: [] }, '/')).toThrow(/feeds/);
    const file = join(await temporaryFolder(), 'feeds.json');
    await expect(loadFeedsConfig(file)).rejects.toThrow(/cannot be read/);
    await writeFile(file, '{');
    await expect(loadFeedsConfig(file)).rejects.toThrow(/is not JSON/);
  });
});
