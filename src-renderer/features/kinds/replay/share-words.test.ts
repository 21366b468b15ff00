import { describe, expect, it } from 'vitest';
import { shareWords } from './share-words.ts';

describe('shares of a whole', () => {
  it.each([
    [0, 10, '0.0 %'],
    [1, 525_481, '< 0.1 %'],
    [1, 8, '12.5 %'],
    [525_480, 525_481, '> 99.9 %'],
    [10, 10, '100.0 %'],
    [0, 0, 'n/a'],
  ])('%d of %d: %s', (count, total, words) => {
    expect(shareWords(count, total)).toBe(words);
  });
});
