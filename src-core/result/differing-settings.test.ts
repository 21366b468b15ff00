import { describe, expect, it } from 'vitest';
import { differingSettings } from './differing-settings.ts';

describe('settings that differ', () => {
  it('are found at any depth, with the runs that lack them', () => {
    const configs = [
      { a: { b: 1, c: 'x' }, same: true },
      { a: { b: 2, c: 'x' }, same: true, extra: null },
    ];
    expect(differingSettings(configs)).toEqual([
      { path: 'a.b', values: ['1', '2'] },
      { path: 'extra', values: [undefined, 'null'] },
    ]);
  });

  it('takes a list as one setting', () => {
    expect(differingSettings([{ hours: [1, 2] }, { hours: [1, 3] }])).toEqual([
      { path: 'hours', values: ['[1,2]', '[1,3]'] },
    ]);
  });
});
