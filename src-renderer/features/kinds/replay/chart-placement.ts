/** Where the charts of a replay are shown, by their ids, in order; a chart that stands nowhere here is shown last. */
export const chartPlacement = {
  steadiness: ['score_calendar', 'score_by_day'],
  failures: ['score_distribution'],
  quality: [
    'ic_by_day',
    'ic_distribution',
    'quantile_returns',
    'calibration',
    'hit_rate_by_hour',
    'hit_rate_by_magnitude',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Charts of the overview that the host has in finer detail than `charts.json`, and the series that they show. */
export const chartSeries = {
  cumulative_score: 'cumulative_score',
  score_drawdown: 'drawdown',
} as const;

/** Metrics above the charts of the second tab. */
export const qualityMetrics: readonly string[] = ['ic', 'ic_sharpe', 'hit_rate', 'brier_score', 'accuracy'];
