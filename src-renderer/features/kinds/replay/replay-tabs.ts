import type { KindTab } from '../registry.ts';

/** The tabs of a replay's result, in their order. */
export const replayTabs: readonly KindTab[] = [
  { value: 'overview', label: 'Overview', load: () => import('./OverviewTab.tsx') },
  { value: 'quality', label: 'Prediction quality', load: () => import('./QualityTab.tsx') },
  { value: 'predictions', label: 'Predictions', load: () => import('./predictions/PredictionsTab.tsx') },
];
