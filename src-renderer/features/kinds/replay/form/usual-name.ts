import { valueAt, type SpecDraft } from '../../../new/spec-value.ts';

const nameless = 'new backtest';
const mostNamed = 3;

/** What a run is called that nobody named: its model in words, and what it runs on. "mean reversion, BTC 1m". */
export function usualName(spec: SpecDraft): string {
  const path = valueAt(spec, 'model.path');
  const file = typeof path === 'string' ? (path.split(/[\\/]/).at(-1) ?? '') : '';
  const words = file
    .replace(/\.\w+$/, '')
    .replaceAll(/[-_]+/g, ' ')
    .trim();
  if (words === '') return nameless;
  const subject = valueAt(spec, 'feed.subject');
  const subjects = Array.isArray(subject) ? nameSubjects(subject) : subject;
  const feed = [subjects, valueAt(spec, 'feed.granularity')]
    .filter((part) => typeof part === 'string')
    .join(' ');
  return feed === '' ? words : `${words}, ${feed}`;
}

function nameSubjects(subjects: readonly unknown[]): string {
  return subjects.length > mostNamed ? `${subjects.length} subjects` : subjects.join('+');
}

/** The changed spec, renamed with what it runs unless the user has named it. */
export function renamed(before: SpecDraft, after: SpecDraft): SpecDraft {
  const { name } = after;
  const isUsual = name === undefined || name === '' || name === nameless || name === usualName(before);
  return isUsual ? { ...after, name: usualName(after) } : after;
}
