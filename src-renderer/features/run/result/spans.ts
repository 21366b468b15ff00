import type { Span } from '../../../charts/span.ts';
import { formatMoment } from '../../../format/time.ts';
import type { TimeZone } from '../../../state/preferences.ts';

/** A span with as much again on either side, in whole seconds: moving a little then needs nothing new. */
export function withMargin({ from, to }: Span): Span {
  const width = to - from;
  return { from: Math.floor(from - width), to: Math.ceil(to + width) };
}

/** Moves and cuts a span so that it lies inside another. */
export function spanInside(span: Span, extent: Span): Span {
  const width = Math.min(span.to - span.from, extent.to - extent.from);
  const from = Math.max(extent.from, Math.min(span.from, extent.to - width));
  return { from, to: from + width };
}

/** Longer spans are told by their days alone, in seconds. */
const manyDays = 4 * 86_400;

/** A span for people: `2022-01-21 02:17 to 02:58`, the day only once where both ends lie in it. */
export function spanText({ from, to }: Span, zone: TimeZone): string {
  if (to - from > manyDays) return `${formatMoment(from, zone, 'day')} to ${formatMoment(to, zone, 'day')}`;
  const start = formatMoment(from, zone);
  const end = formatMoment(to, zone);
  return `${start} to ${start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end}`;
}
