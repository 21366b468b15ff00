import type { Activity } from '../../../src-core/api/activity.ts';

const kinds: ReadonlySet<Activity['kind']> = new Set(['pull', 'import', 'verify_data', 'resample', 'export']);

/** Whether an activity is about candles on this machine. */
export function isAboutCandles({ kind }: Pick<Activity, 'kind'>): boolean {
  return kinds.has(kind);
}
