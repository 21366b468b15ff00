import { describe, expect, it } from 'vitest';
import { describeDamage } from './describe-damage.ts';

describe('a damaged file', () => {
  const file = { sizeBytes: 4, foundAt: '2022-01-05T12:00:30Z' };

  it.each(['it is torn', 'It is torn.'])('is told with its reason apart from its size: %s', (reason) => {
    expect(describeDamage({ ...file, reason }, 'utc')).toMatch(
      /^[iI]t is torn · 4 B · found 2022-01-05 12:00/,
    );
  });
});
