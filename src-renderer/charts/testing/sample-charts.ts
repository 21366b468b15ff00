import type { Chart } from '../../../src-core/result/series.ts';
import type { ChartStyle } from '../base-option.ts';

/** A theme of words, so that tests say which token is used where. */
export const sampleStyle: ChartStyle = {
  zone: 'utc',
  theme: {
    surface: 'surface',
    raised: 'raised',
    line: 'line',
    gridLine: 'grid line',
    text: 'text',
    textSecondary: 'text 2',
    textHint: 'text 3',
    accent: 'accent',
    accentFaint: 'accent faint',
    good: 'good',
    bad: 'bad',
    warn: 'warn',
    series: ['series 1', 'series 2', 'series 3'],
    font: 'font',
    labelSize: 11,
  },
};

/** A chart of scores at the first two seconds of 2022, with a gap at the third. */
export function sampleChart(change: Partial<Chart> = {}): Chart {
  return {
    id: 'score',
    title: 'Score, points',
    help: 'More is better.',
    form: 'line',
    axis: 'time',
    labels: [],
    x_name: 'time',
    y_name: 'score',
    lines: [{ name: 'all', x: [1_640_995_200, 1_640_995_201, 1_640_995_202], y: [0.5, -0.25, null] }],
    ...change,
  };
}
