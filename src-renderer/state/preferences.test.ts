import { describe, expect, it } from 'vitest';
import { defaultPreferences, readPreferences } from './preferences.ts';

describe('preferences that were kept', () => {
  it('are taken as they are', () => {
    const kept = {
      theme: 'light',
      palette: 'red-green',
      density: 'comfortable',
      timeZone: 'local',
      hiddenColumns: { queue: ['notes'] },
    };
    expect(readPreferences(kept)).toEqual(kept);
  });

  it.each([undefined, null, 7, 'text', {}, { theme: 'pink', timeZone: 3, hiddenColumns: 'none' }])(
    'fall back to the defaults: %j',
    (kept) => expect(readPreferences(kept)).toEqual(defaultPreferences),
  );
});
