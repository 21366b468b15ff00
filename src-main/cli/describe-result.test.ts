import { expect, it } from 'vitest';
import { sampleRun } from '../services/exports/testing/sample-runs.ts';
import { describeResult } from './describe-result.ts';

it('a result says that it was checked for looking ahead, when it was', () => {
  const { summary } = sampleRun('one');
  const text = (result: typeof summary): string =>
    describeResult({ jobId: 'a'.repeat(32), folder: '/results/one', summary: result }, false);
  expect(text(summary)).toContain('\nahead   checked: candles after 2022-01-03T12:00:00Z were altered');
  const unchecked = { ...summary, lookahead: { checked: false, altered_after: [] } };
  expect(text(unchecked)).not.toContain('ahead');
});

it('a result of a single prediction says so in the singular', () => {
  const { summary } = sampleRun('one');
  const counts = { ticks: 1, tick_errors: 0, predictions: 1, scored: 1 };
  const text = describeResult(
    { jobId: 'a'.repeat(32), folder: '/results/one', summary: { ...summary, counts } },
    false,
  );
  expect(text).toContain('\ncounts  1 tick, 1 prediction, 1 scored\n');
});
