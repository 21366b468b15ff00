import { expect, it } from 'vitest';
import { jobTable, type ListedJob } from './job-table.ts';

const failed: ListedJob = {
  jobId: 'a'.repeat(32),
  state: 'failed',
  createdAt: '2022-01-03T00:00:00.000Z',
  name: 'tracker',
  error: { code: 'MODEL_LOAD_FAILED', message: 'The model could not be loaded.\nTraceback: no numpy' },
  headline: null,
  progress: { phase: 'loading', fraction: 0, current_date: null, message: '' },
};
const waiting: ListedJob = { ...failed, state: 'pending', name: 'later', error: null };
const lastLine = (columns?: number): string => jobTable([waiting, failed], columns).split('\n').at(-1) ?? '';
const facts = 'aaaaaaaaaaaa  failed   2022-01-03T00:00:00.000Z  tracker  ';

it('a list tells of each job on one line', () => {
  expect(jobTable([waiting, failed], undefined).split('\n')).toEqual([
    'JOB           STATE    CREATED                   NAME     RESULT',
    'aaaaaaaaaaaa  pending  2022-01-03T00:00:00.000Z  later    -',
    `${facts}MODEL_LOAD_FAILED: The model could not be loaded.\u2026`,
  ]);
});

it('a list cuts an error so that it ends with the line of the terminal', () => {
  expect(lastLine(90)).toBe(`${facts}MODEL_LOAD_FAILED: The model co\u2026`);
  expect(lastLine(90)).toHaveLength(90);
  expect(lastLine(200)).toBe(lastLine());
});

it('a list tells at least the code of an error', () => {
  expect(lastLine(40)).toBe(`${facts}MODEL_LOAD_FAILED: The\u2026`);
});
