import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../../../src-core/api/contract/settings.ts';
import { countOutdated } from './count-outdated.ts';
import { limitsOf } from './limits.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const ended = (day: string, pinned = false) => ({ completedAt: `2026-11-${day}T10:00:00Z`, pinned });

describe('how long jobs are kept', () => {
  const jobs = [ended('01'), ended('02', true), ended('20'), { completedAt: null, pinned: false }];

  it('counts those that ended before that and are not pinned', () => {
    expect(countOutdated(jobs, 7, now)).toBe(1);
    expect(countOutdated(jobs, 1, now)).toBe(2);
    expect(countOutdated(jobs, 365, now)).toBe(0);
  });

  it('keeps all at 0', () => {
    expect(countOutdated(jobs, 0, now)).toBe(0);
  });
});

describe('the limits of a setting', () => {
  it('are those of its schema', () => {
    expect(limitsOf(settingsSchema.shape.slots)).toEqual({ minimum: 1, maximum: 16 });
  });
});
