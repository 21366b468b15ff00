import { describe, expect, it } from 'vitest';
import type { Check } from '../../../src-core/api/contract/app.ts';
import { settingsSchema } from '../../../src-core/api/contract/settings.ts';
import { bandwidthOfTyped, bandwidthWords, typedBandwidth } from './bandwidth.ts';
import { checkupVerdict } from './check-words.ts';
import { countRepairable, repairWords, verdictWords } from './finding-words.ts';
import { limitsOf } from './limits.ts';
import { countPinned, retentionWords } from './retention-words.ts';
import { delaysOfTyped, delayWords, typedDelays } from './retry-delays.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const ended = (day: string, pinned = false) => ({ completedAt: `2026-11-${day}T10:00:00Z`, pinned });

describe('Q35 how long jobs are kept', () => {
  const jobs = [ended('01', true), ended('02'), ended('20', true), { completedAt: null, pinned: true }];

  it('counts those that only their pin keeps', () => {
    expect(countPinned(jobs, 7, now)).toBe(1);
    expect(countPinned(jobs, 1, now)).toBe(2);
    expect(countPinned(jobs, 365, now)).toBe(0);
    expect(countPinned(jobs, 0, now)).toBe(0);
  });

  it('is told before it is saved', () => {
    expect(retentionWords({ count: 12, bytes: 340e6 }, 3, 'Would delete')).toBe(
      'Would delete 12 runs, 340 MB; 3 pinned are kept.',
    );
    expect(retentionWords({ count: 1, bytes: 2e6 }, 1, 'Will delete')).toBe(
      'Will delete 1 run, 2.0 MB; 1 pinned is kept.',
    );
    expect(retentionWords({ count: 0, bytes: 0 }, 0, 'Would delete')).toBe('Would delete nothing now.');
  });
});

describe('Q25 how long retries wait', () => {
  it('is typed as seconds', () => {
    expect(typedDelays([5, 60, 300])).toBe('5, 60, 300');
    expect(delaysOfTyped('5, 60  300;')).toEqual({ delays: [5, 60, 300] });
  });

  it.each(['', ' , ', '5, x', '-1', '1.5', '3601', '1 2 3 4 5 6 7 8 9 10 11'])(
    'is not read from "%s"',
    (text) => expect(delaysOfTyped(text)).toHaveProperty('problem'),
  );

  it('is said in words', () => {
    expect(delayWords([5, 60, 300])).toBe(
      'The first retry waits 5 s, the second 1 min, every further one 5 min.',
    );
    expect(delayWords([0, 30])).toBe('The first retry waits not at all, every further one 30 s.');
    expect(delayWords([90])).toBe('Every retry waits 1 min 30 s.');
  });
});

describe('the bandwidth of pulls', () => {
  it('is typed in kB/s, and empty for no limit', () => {
    expect(typedBandwidth(2_500_000)).toBe(2500);
    expect(typedBandwidth(null)).toBeNull();
    expect(bandwidthOfTyped(2500)).toBe(2_500_000);
    expect(bandwidthOfTyped(1.5)).toBe(1500);
    expect(bandwidthOfTyped(null)).toBeNull();
  });

  it.each([0, -5, 0.001, 1e9])('is one that can be saved, whatever is typed: %s', (typed) => {
    expect(settingsSchema.shape.pullBytesPerSecond.safeParse(bandwidthOfTyped(typed)).success).toBe(true);
  });

  it('is said in words', () => {
    expect(bandwidthWords(2500)).toBe('All pulls together take at most 2.5 MB a second. Empty for no limit.');
    expect(bandwidthWords(null)).toBe('Empty for no limit: pulls are as fast as they can be.');
  });
});

describe('a check of the queue', () => {
  const finding = {
    code: 'RESULT_WITHOUT_JOB',
    severity: 'warning',
    subject: 'results/a',
    message: 'results/a belongs to no job.',
    repair: 'moves the folder to lost+found',
    isRepaired: false,
  } as const;
  const hopeless = { ...finding, repair: null };
  const repaired = { ...finding, isRepaired: true };

  it('is told as a whole', () => {
    expect(verdictWords([])).toBe('Nothing is wrong with the queue.');
    expect(verdictWords([finding])).toBe('1 finding: 1 can be repaired.');
    expect(verdictWords([finding, finding, hopeless])).toBe('3 findings: 2 can be repaired, 1 needs you.');
    expect(verdictWords([repaired, hopeless, hopeless])).toBe('3 findings: 1 repaired, 2 need you.');
  });

  it('offers to repair what can be, and says what that does', () => {
    expect(countRepairable([finding, hopeless, repaired])).toBe(1);
    expect([finding, hopeless, repaired].map(repairWords)).toEqual([
      'Repairing moves the folder to lost+found.',
      undefined,
      undefined,
    ]);
  });
});

describe('the limits of a setting', () => {
  it('are those of its schema', () => {
    expect(limitsOf(settingsSchema.shape.slots)).toEqual({ minimum: 1, maximum: 16 });
  });
});

describe('a checkup of the machine', () => {
  const check = (status: Check['status']): Check => ({ name: 'python', status, detail: '' });

  it('is told as a whole', () => {
    expect(checkupVerdict([check('ok')])).toBe('Everything that runs need is here.');
    expect(checkupVerdict([check('ok'), check('warning')])).toBe(
      'Everything that runs need is here. 1 warning.',
    );
    expect(checkupVerdict([check('failed'), check('warning')])).toBe('1 part does not work; runs may fail.');
    expect(checkupVerdict([check('failed'), check('failed')])).toBe('2 parts do not work; runs may fail.');
  });
});
