import { describe, expect, it } from 'vitest';
import { describeOutcome } from './bulk-outcome.ts';

const jobs = ['a', 'b', 'c'].map((letter) => ({ jobId: letter.repeat(32), name: `run ${letter}` }));
const refused = (jobId: string) => ({
  jobId: jobId.repeat(32),
  error: { code: 'BAD_INPUT' as const, message: 'It is pinned.', retryable: false },
});

describe('what is said about a command on jobs', () => {
  it('counts those that it was done to', () => {
    expect(describeOutcome('Deleted', jobs, { done: ['a'.repeat(32)], failed: [] })).toEqual({
      message: 'Deleted: 1 job.',
      isTrouble: false,
    });
  });

  it('names one that refused and why, and counts the others', () => {
    const outcome = { done: ['a'.repeat(32)], failed: [refused('b'), refused('c')] };
    expect(describeOutcome('Deleted', jobs, outcome)).toEqual({
      message: 'Deleted: 1 job. run b was refused: It is pinned. So was 1 more.',
      isTrouble: true,
    });
  });
});
