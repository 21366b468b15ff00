import { isObject, type SpecDraft } from './spec-value.ts';

/** Fields of a deep link that go into the spec as they are: `#/new?name=…&model=…&feed=a/b/candle/1m&start=…`. */
const plainFields = ['name', 'start', 'end', 'scoring', 'mode'] as const;
const numberFields = [
  'window_size',
  'prediction_interval_seconds',
  'resolve_horizon_seconds',
  'step_seconds',
  'seed',
] as const;

/** What an address asks to be filled in; a field that cannot be read is passed over. */
export function specFromSearch(search: URLSearchParams): SpecDraft {
  const whole = search.get('spec');
  const spec: Record<string, unknown> = { ...(whole === null ? {} : parsed(whole)) };
  for (const field of plainFields) {
    const value = search.get(field);
    if (value !== null) spec[field] = value;
  }
  for (const field of numberFields) {
    const value = Number(search.get(field) ?? Number.NaN);
    if (search.get(field) !== '' && Number.isFinite(value)) spec[field] = value;
  }
  const model = search.get('model');
  if (model !== null) spec['model'] = { path: model };
  const [source, subject, kind, granularity] = search.get('feed')?.split('/') ?? [];
  if (granularity !== undefined) spec['feed'] = { source, subject, kind, granularity };
  return spec;
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
