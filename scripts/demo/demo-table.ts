import { z } from 'zod';
import { formatCount, formatFigure, formatSeconds } from '../../src-core/result/format-figure.ts';
import { alignColumns } from '../../src-main/cli/align-columns.ts';
import type { DemoRun } from './demo-run.ts';

const heading = [
  'Model',
  'Language',
  'Predictions',
  'Mean score',
  '95 %',
  'IC',
  'Hit rate',
  'Time',
  'Looking ahead',
];
const numbers = [2, 3, 4, 5, 6, 7];
const lookaheadSchema = z.object({ lookahead: z.object({ checked: z.boolean() }) });

/** The runs of a demo as a table of text. */
export function demoTable(runs: readonly DemoRun[]): string {
  const lines = alignColumns([heading, ...runs.map(row)], numbers).split('\n');
  const [head = '', ...rows] = lines;
  return [head, '─'.repeat(Math.max(...lines.map((line) => line.length))), ...rows].join('\n');
}

function row({ model, summary, seconds }: DemoRun): string[] {
  const { headline, metrics, counts } = summary;
  // A run that looked ahead fails and is never here.
  const { lookahead } = lookaheadSchema.parse(summary);
  return [
    summary.name,
    model.language,
    formatCount(counts['predictions'] ?? 0),
    formatFigure(headline.value, 4, 'always'),
    `${formatFigure(headline.interval_low, 4, 'always')} to ${formatFigure(headline.interval_high, 4, 'always')}`,
    formatFigure(metrics['ic'] ?? null, 4, 'always'),
    formatFigure(metrics['hit_rate'] ?? null, 4, 'negative'),
    formatSeconds(seconds),
    lookahead.checked ? 'checked, none' : 'not checked',
  ];
}
