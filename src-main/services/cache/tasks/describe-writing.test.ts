import { expect, it } from 'vitest';
import { describeWriting } from './describe-writing.ts';

it.each([
  [1, null, 3, 'Writing 1 day'],
  [60, 0, 0.1, 'Writing 60 days, 0 %'],
  [60, 0.049, 1, 'Writing 60 days, 4 %'],
  [60, 0.375, 6, 'Writing 60 days, 37 %, 10 s left'],
  [2000, 0.1, 60, 'Writing 2,000 days, 10 %, 9 min left'],
  [60, 1, 16, 'Writing 60 days, 100 %, 0 s left'],
])('the writing of %s days, %s of them after %s s, is told as "%s %s"', (days, share, seconds, words) => {
  expect(describeWriting(days, share, seconds)).toBe(words);
});
