import type { Headline } from '../../../../src-core/result/summary-base.ts';

/** Of a result that nobody looks at. */
export const headline: Headline = {
  metric: 'm',
  label: 'M',
  value: 1,
  standard_error: null,
  interval_low: null,
  interval_high: null,
  confidence: 0.95,
  method: 'none',
};
