import type { Settings } from '../../../src-core/api/contract/settings.ts';

/** Bytes that the cache may take; null without a budget. */
export function budgetBytesOf({ cacheBudgetMb }: Pick<Settings, 'cacheBudgetMb'>): number | null {
  return cacheBudgetMb === null ? null : cacheBudgetMb * 1e6;
}
