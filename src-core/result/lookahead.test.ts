import { expect, it } from 'vitest';
import { lookaheadOf, lookaheadWords } from './lookahead.ts';

it('looking ahead is told with its times, when a summary says it', () => {
  const checked = { checked: true, altered_after: ['2022-01-03T12:00:00Z', '2022-01-04T12:00:00Z'] };
  expect(lookaheadOf({ lookahead: checked })).toEqual(checked);
  expect(lookaheadOf({ name: 'older' })).toBeUndefined();
  expect(lookaheadWords(checked)).toBe(
    'checked: candles after 2022-01-03T12:00:00Z, 2022-01-04T12:00:00Z were altered, and predictions up to then did not move',
  );
  expect(lookaheadWords({ checked: false, altered_after: [] })).toBe('not checked');
});
