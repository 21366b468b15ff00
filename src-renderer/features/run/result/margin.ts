import type { Span } from '../../../charts/span.ts';

/** A span with as much again on either side, in whole seconds: moving a little then needs nothing new. */
export function withMargin({ from, to }: Span): Span {
  const width = to - from;
  return { from: Math.floor(from - width), to: Math.ceil(to + width) };
}
