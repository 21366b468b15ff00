import { valueAt, type SpecDraft } from '../../../new/spec-value.ts';

const nameless = 'new backtest';

/** What a run is called that nobody named: its model in words, and what it runs on. "mean reversion, BTC 1m". */
export function usualName(spec: SpecDraft): string {
  const path = valueAt(spec, 'model.path');
  const file = typeof path === 'string' ? (path.split(/[\\/]/).at(-1) ?? '') : '';
  const words = file
    .replace(/\.\w+$/, '')
    .replaceAll(/[-_]+/g, ' ')
    .trim();
  if (words === '') return nameless;
  const [subject, granularity] = ['subject', 'granularity'].map((key) => valueAt(spec, `feed.${key}`));
  const feed = [subject, granularity].filter((part) => typeof part === 'string').join(' ');
  return feed === '' ? words : `${words}, ${feed}`;
}

/** The changed spec, renamed with what it runs unless the user has named it. */
export function renamed(before: SpecDraft, after: SpecDraft): SpecDraft {
  const { name } = after;
  const isUsual = name === undefined || name === '' || name === nameless || name === usualName(before);
  return isUsual ? { ...after, name: usualName(after) } : after;
}
