import { expect, it } from 'vitest';
import { errorCodes, type ErrorCode } from '../errors/hindcast-error.ts';
import { defaultMaxRetries, defaultRetryDelaysSeconds, retryDelaySeconds } from './retry-policy.ts';

const delays = defaultRetryDelaysSeconds;

it('Q25 tries a lost attempt again after 5, 60 and 300 s, and then no more', () => {
  const waits = [0, 1, 2, 3].map((retries) =>
    retryDelaySeconds('WORKER_CRASHED', { retries, maxRetries: defaultMaxRetries }, delays),
  );
  expect(waits).toEqual([5, 60, 300, null]);
});

it('Q25 repeats the last delay when more retries are asked for than there are delays', () => {
  expect(retryDelaySeconds('INTERRUPTED', { retries: 7, maxRetries: 10 }, delays)).toBe(300);
});

it('Q25 tries nothing again that would end the same way', () => {
  const repeated = (Object.keys(errorCodes) as ErrorCode[]).filter(
    (code) => retryDelaySeconds(code, { retries: 0, maxRetries: 3 }, delays) !== null,
  );
  expect(repeated).toEqual(['WORKER_CRASHED', 'INTERRUPTED']);
});

it('Q25 tries nothing again of a job that wants no retries', () => {
  expect(retryDelaySeconds('WORKER_CRASHED', { retries: 0, maxRetries: 0 }, delays)).toBeNull();
});
