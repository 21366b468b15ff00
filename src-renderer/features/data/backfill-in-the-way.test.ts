import { expect, it } from 'vitest';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { holdsStill } from './backfill-in-the-way.ts';

it('a refusal holds until the backfill that is in the way has ended', () => {
  const refusal = new HindcastError('COORDINATOR_REFUSED', 'It runs one backfill at a time.', {
    details: { backfill_id: 'other' },
  });
  expect(holdsStill(refusal, undefined)).toBe(true);
  expect(holdsStill(refusal, [{ id: 'earlier', status: 'completed' }])).toBe(true);
  expect(holdsStill(refusal, [{ id: 'other', status: 'running' }])).toBe(true);
  expect(holdsStill(refusal, [{ id: 'other', status: 'failed' }])).toBe(false);
  const unknownFeed = new HindcastError('UNKNOWN_FEED', 'It does not offer that feed.');
  expect(holdsStill(unknownFeed, [{ id: 'other', status: 'failed' }])).toBe(true);
});
