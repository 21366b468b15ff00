import { parseFeedPath } from '../../../../../src-core/feed/feed-schema.ts';
import { withValue, type SpecDraft } from '../../../new/spec-value.ts';
import { firstOfLatest } from './usual-spec.ts';

export interface KnownDays {
  readonly firstDay: string;
  readonly lastDay: string;
}

/**
 * The spec on another feed, null for none. A range in which the feed has no day gives way to its latest days; any other
 * stays.
 */
export function withFeed(spec: SpecDraft, path: string | null, days: KnownDays | undefined): SpecDraft {
  const next = withValue(spec, 'feed', path === null ? undefined : parseFeedPath(path));
  if (days === undefined || overlaps(spec, days)) return next;
  return { ...next, start: firstOfLatest(days.lastDay, days.firstDay), end: days.lastDay };
}

function overlaps({ start, end }: SpecDraft, { firstDay, lastDay }: KnownDays): boolean {
  return (
    typeof start === 'string' &&
    typeof end === 'string' &&
    start.slice(0, 10) <= lastDay &&
    end.slice(0, 10) >= firstDay
  );
}
