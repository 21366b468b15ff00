import { describe, expect, it } from 'vitest';
import { parseFeedsConfig } from '../../config.ts';
import { limitsWith } from './server-limits.ts';
import { syntheticFeed } from '../../testing/open-coordinator.ts';

const feeds = [{ ...syntheticFeed, provider: { type: 'synthetic', seed: 1, initial_price: 1 } }];

describe('limits of a feeds file', () => {
  it('D12 have usual values, each of which can be changed', () => {
    const usual = parseFeedsConfig({ feeds }, '/').limits;
    expect(usual).toEqual({
      connections: 512,
      downloads: 64,
      body_bytes: 65_536,
      header_bytes: 16_384,
      header_seconds: 10,
      request_seconds: 30,
      stalled_seconds: 60,
    });
    expect(parseFeedsConfig({ feeds, limits: { downloads: 2 } }, '/').limits).toEqual({
      ...usual,
      downloads: 2,
    });
  });

  it.each([{ downloads: 0 }, { downloads: 1.5 }, { stalled_seconds: 'soon' }, { download: 1 }, []])(
    'D12 are refused with their name: %o',
    (limits) => {
      expect(() => parseFeedsConfig({ feeds, limits }, '/')).toThrow(/limits/);
    },
  );

  it('D12 can be replaced one by one, by names that are known and numbers that can be', () => {
    const { limits } = parseFeedsConfig({ feeds, limits: { downloads: 2 } }, '/');
    expect(limitsWith(limits, [])).toEqual(limits);
    const replaced = limitsWith(limits, ['downloads=8', 'stalled_seconds=5', 'downloads=9']);
    expect(replaced).toEqual({ ...limits, downloads: 9, stalled_seconds: 5 });
    for (const text of ['downloads', 'downloads=', 'downloads=0', 'downloads=1.5', 'download=1', '=1']) {
      expect(() => limitsWith(limits, [text]), text).toThrow(/^--limit: /);
    }
  });

  it.each(['downloads=8=9', 'downloads=8='])('D12 are not half read: %s', (text) => {
    const { limits } = parseFeedsConfig({ feeds }, '/');
    expect(() => limitsWith(limits, [text])).toThrow(/^--limit: "downloads": .*expected number/);
  });
});
