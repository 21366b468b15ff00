import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { sampleJob } from '../../state/testing/sample-jobs.ts';
import { everything, filterJobs, isFiltering } from './filter-jobs.ts';

const job = (change: Partial<JobRow>): JobRow =>
  sampleJob(1, {
    name: 'mean reversion',
    state: 'completed',
    feeds: ['binance/BTCUSDT/candle/1m'],
    model: 'mean-reversion.ts',
    createdAt: '2026-11-21T10:00:00.000Z',
    ...change,
  });

const jobs = [
  job({ jobId: `a${'0'.repeat(31)}` }),
  job({ jobId: `b${'0'.repeat(31)}`, warnings: ['a day is missing'], notes: 'Baseline' }),
  job({
    jobId: `c${'0'.repeat(31)}`,
    groupId: 'sweep',
    state: 'running',
    model: 'trend.py',
    name: 'trend 8',
  }),
  job({ jobId: `d${'0'.repeat(31)}`, state: 'pending', createdAt: '2026-11-22T00:00:00.000Z', pinned: true }),
];
const shown = (change: Partial<typeof everything>): string =>
  filterJobs(jobs, { ...everything, ...change })
    .map(({ jobId }) => jobId[0])
    .join('');

describe('the filter of the queue', () => {
  it('lets everything through when it is empty', () => {
    expect(shown({})).toBe('abcd');
    expect(isFiltering(everything)).toBe(false);
    expect(isFiltering({ ...everything, text: ' x' })).toBe(true);
  });

  it('shows the jobs of a group', () => {
    expect(shown({ group: 'sweep' })).toBe('c');
    expect(shown({ group: 'gone' })).toBe('');
    expect(isFiltering({ ...everything, group: 'sweep' })).toBe(true);
  });

  it('tells a completed job from one that completed with warnings', () => {
    expect(shown({ state: 'completed' })).toBe('a');
    expect(shown({ state: 'completed_with_warnings' })).toBe('b');
    expect(shown({ state: 'active' })).toBe('cd');
    expect(shown({ state: 'pinned' })).toBe('d');
  });

  it('finds every word somewhere in a job, whatever the case', () => {
    expect(shown({ text: 'TREND btc' })).toBe('c');
    expect(shown({ text: 'baseline' })).toBe('b');
    expect(shown({ text: 'd000' })).toBe('d');
    expect(shown({ text: 'nothing like it' })).toBe('');
  });

  it('takes in both ends of a span of days', () => {
    expect(shown({ to: '2026-11-21' })).toBe('abc');
    expect(shown({ from: '2026-11-22', to: '2026-11-22' })).toBe('d');
    expect(shown({ model: 'trend.py' })).toBe('c');
  });
});
