import { formatCount } from '../result/format-figure.ts';

const mostNamed = 5;

/** The first of some names, and how many more there are: "a, b, c, d, e and 3 more". */
export function someOf(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return more <= 0
    ? names.join(', ')
    : `${names.slice(0, mostNamed).join(', ')} and ${formatCount(more)} more`;
}
