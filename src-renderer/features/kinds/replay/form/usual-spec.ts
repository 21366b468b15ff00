import { starterChallenge } from '../../../../../src-core/kinds/replay/challenge/starter.ts';
import { dayOf, dayStart, secondsPerDay } from '../../../../../src-core/time/utc.ts';
import { isObject, valueAt, type SpecDraft } from '../../../new/spec-value.ts';
import type { SpecSurroundings } from '../../registry.ts';
import { renamed } from './usual-name.ts';
import { withModel } from './with-model.ts';

const usualDays = 30;
const [usualScope = {}] = starterChallenge.scopes ?? [];

/** Defaults that work: the latest days of a feed that is here, or the latest days there are. */
export function usualReplaySpec(
  { settings, feed, nowSeconds }: SpecSurroundings,
  given: SpecDraft,
): SpecDraft {
  const lastDay = feed?.lastDay ?? dayOf(nowSeconds - secondsPerDay);
  const usual: SpecDraft = {
    kind: 'replay',
    name: '',
    model: { path: '' },
    ...(feed === undefined ? {} : { feed: { ...feed.feed } }),
    start: firstOfLatest(lastDay, feed?.firstDay),
    end: lastDay,
    window_size: 120,
    // What a challenge says goes before what is usual.
    ...(given['challenge'] === undefined ? { ...usualScope, scoring: 'directional' } : {}),
    mode: 'strict',
    seed: 1,
    memory_limit_mb: settings.memoryLimitMb,
    ...given,
  };
  const path = valueAt(usual, 'model.path');
  const isModelKnown = isObject(usual['model']) && typeof path === 'string';
  const spec = isModelKnown ? withModel(usual, path, settings.python) : usual;
  return renamed(spec, spec);
}

/** The first of the latest days up to `lastDay`, no earlier than the feed has any. */
export function firstOfLatest(lastDay: string, feedFirstDay?: string): string {
  const earliest = dayOf(dayStart(lastDay) - (usualDays - 1) * secondsPerDay);
  return feedFirstDay === undefined || earliest > feedFirstDay ? earliest : feedFirstDay;
}
