import { formatCount } from '../result/format-figure.ts';

/** The first of some names, and how many more there are: "a, b, c, d, e and 3 more". */
export function someOf(names: readonly string[], most = 5): string {
  const more = names.length - most;
  return more <= 0 ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${formatCount(more)} more`;
}
