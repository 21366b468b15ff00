import { describe, expect, it } from 'vitest';
import { errorCodes, type ErrorCode } from '../../../../src-core/errors/hindcast-error.ts';
import { failureAdvice } from './failure-advice.ts';

describe('advice on a failed run', () => {
  it('ends a sentence and offers something for every code', () => {
    for (const code of Object.keys(errorCodes) as ErrorCode[]) {
      const { text, remedies } = failureAdvice(code);
      expect(text).toMatch(/^[A-Z].*[.”]$/s);
      expect(remedies.length).toBeGreaterThan(0);
    }
  });

  it('does not offer to repeat what would fail the same way', () => {
    for (const code of ['BAD_SPEC', 'LOOKS_AHEAD', 'OUT_OF_MEMORY', 'EMPTY_RUN'] as const) {
      expect(failureAdvice(code).remedies).not.toContain('retry');
    }
    expect(failureAdvice('WORKER_CRASHED').remedies[0]).toBe('retry');
  });
});
