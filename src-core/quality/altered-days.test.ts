import { expect, it } from 'vitest';
import { describeAlteredDays } from './altered-days.ts';

it('D20 names a few altered days and what to do about them', () => {
  expect(describeAlteredDays(['2022-01-03'])).toBe(
    '1 day was altered after being verified: 2022-01-03. Pull it again; what was imported put aside with ' +
      '"hindcast data verify --quarantine" first, and import it again.',
  );
  expect(describeAlteredDays(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toMatch(
    /^7 days were altered after being verified: a, b, c, d, e and 2 more\. Pull them again;/,
  );
});
