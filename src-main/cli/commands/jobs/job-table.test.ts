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
const facts = 'aaaaaaaaaaaa  failed   2022-01-03T00:00:00Z  tracker  ';

it('a list tells of each job on one line, with times to the second', () => {
  expect(jobTable([waiting, failed]).split('\n')).toEqual([
    'JOB           STATE    CREATED               NAME     RESULT',
    'aaaaaaaaaaaa  pending  2022-01-03T00:00:00Z  later    -',
    `${facts}MODEL_LOAD_FAILED: The model could not be loaded.…`,
  ]);
});

it('a list cuts an error so that it ends with the line of the terminal', () => {
  expect(lastLine(88)).toBe(`${facts}MODEL_LOAD_FAILED: The model coul…`);
  expect(lastLine(88)).toHaveLength(88);
  expect(lastLine(200)).toBe(lastLine());
});

it('a list leaves out what is needed least where the terminal is narrow', () => {
  expect(lastLine(73)).toBe(`${facts}MODEL_LOAD_FAILED:…`);
  expect(lastLine(72)).toBe('aaaaaaaaaaaa  failed   tracker  MODEL_LOAD_FAILED: The model could not…');
  expect(lastLine(50)).toBe('aaaaaaaaaaaa  failed   tracker');
});

it.each([40, 60, 80, 100])('a list fits a terminal of %i columns, whatever the names', (columns) => {
  const jobs = [
    { ...failed, name: 'a name of more words than anybody reads '.repeat(4) },
    { ...waiting, state: 'cancelled' as const },
  ];
  const lines = jobTable(jobs, columns).split('\n');
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
});
