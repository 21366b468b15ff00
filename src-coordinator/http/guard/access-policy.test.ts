import { describe, expect, it } from 'vitest';
import { accessFromEnvironment, AccessPolicy } from './access-policy.ts';

const key = 'correct-key';
const right = { 'x-api-key': key };

function allows(url: string, headers: Record<string, string> = {}, readAuth = false): boolean {
  return new AccessPolicy({ apiKey: key, readAuth }).allows({ url, headers });
}

describe('access tiers (contract section 1.2)', () => {
  it.each([
    // path, without key, with key, without key under read-auth
    ['/healthz', true, true, true],
    ['/info', true, true, true],
    ['/reports/feeds', true, true, true],
    ['/reports/feeds/tail?limit=1', true, true, true],
    ['/reports/models/7/diversity', true, true, true],
    ['/reports/leaderboard', true, true, true],
    ['/reports/checkpoints/rewards', true, true, true],
    ['/reports/backfill', false, true, false],
    ['/reports/backfill/feeds', false, true, false],
    ['/reports/backfill/jobs/abc', false, true, false],
    ['/reports/checkpoints/latest', false, true, false],
    ['/custom/x', false, true, false],
    ['/data/backfill/index', true, true, false],
    ['/data/backfill/a/b/candle/1m/2026-01-01.parquet', true, true, false],
    ['/reports/predictions', true, true, false],
    ['/reports/snapshots', true, true, false],
    ['/elsewhere', true, true, false],
    // The tier is that of the route which is reached, however its path is written.
    ['/reports/%62ackfill', false, true, false],
    ['/%72eports/backfill/jobs?x=/healthz', false, true, false],
    ['/reports/backfill#/healthz', false, true, false],
    ['http://host/reports/backfill', false, true, false],
    ['HTTPS://user:password@host:80/reports/backfill?x', false, true, false],
    ['http://host?a=/reports/backfill/jobs', true, true, false],
  ])('%s: open %s, with key %s, with read-auth %s', (path, open, withKey, underReadAuth) => {
    expect(allows(path)).toBe(open);
    expect(allows(path, right)).toBe(withKey);
    expect(allows(path, {}, true)).toBe(underReadAuth);
    expect(allows(path, right, true)).toBe(true);
    expect(new AccessPolicy({}).allows({ url: path, headers: {} })).toBe(true);
    expect(new AccessPolicy({ apiKey: '' }).allows({ url: path, headers: {} })).toBe(true);
  });
});

describe('credentials', () => {
  const admin = '/reports/backfill/jobs';
  it.each([
    ['header', admin, { 'x-api-key': key }, true],
    ['wrong header', admin, { 'x-api-key': 'wrong' }, false],
    ['bearer', admin, { authorization: `Bearer ${key}` }, true],
    ['bearer in any case', admin, { authorization: `bEARER ${key}` }, true],
    ['another scheme', admin, { authorization: `Basic ${key}` }, false],
    ['query', `${admin}?status=failed&api_key=${key}`, {}, true],
    ['wrong query', `${admin}?api_key=wrong`, {}, false],
    ['prefix of the key', admin, { 'x-api-key': key.slice(0, -1) }, false],
    [
      'wrong header before right bearer',
      admin,
      { 'x-api-key': 'wrong', authorization: `Bearer ${key}` },
      false,
    ],
    ['wrong bearer before right query', `${admin}?api_key=${key}`, { authorization: 'Bearer wrong' }, false],
    ['right header before wrong query', `${admin}?api_key=wrong`, { 'x-api-key': key }, true],
    ['empty header counts as absent', admin, { 'x-api-key': '', authorization: `Bearer ${key}` }, true],
    ['none', admin, {}, false],
  ])('%s', (_what, url, headers, allowed) => {
    expect(allows(url, headers)).toBe(allowed);
  });
});

describe('accessFromEnvironment', () => {
  it('reads key, read-auth and prefix lists', () => {
    const access = accessFromEnvironment({
      API_KEY: key,
      API_READ_AUTH: 'Yes',
      API_PUBLIC_PREFIXES: ' /open , /healthz ',
      API_ADMIN_PREFIXES: '/data',
    });
    expect(access).toEqual({
      apiKey: key,
      readAuth: true,
      publicPrefixes: ['/open', '/healthz'],
      adminPrefixes: ['/data'],
    });
    const policy = new AccessPolicy({ ...access, readAuth: false });
    const open = (url: string): boolean => policy.allows({ url, headers: {} });
    expect(['/open/x', '/info', '/data/backfill/index', '/reports/backfill'].map(open)).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });

  it.each(['', 'no', '0', 'false', undefined])('takes API_READ_AUTH=%s for off', (value) => {
    expect(accessFromEnvironment({ API_READ_AUTH: value }).readAuth).toBe(false);
  });
});
