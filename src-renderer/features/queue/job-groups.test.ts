import { describe, expect, it } from 'vitest';
import { sampleJob } from '../../state/testing/sample-jobs.ts';
import { groupFraction, groupsOf, groupTrouble } from './job-groups.ts';

const jobs = [
  sampleJob(1, { groupId: 'old', state: 'completed', createdAt: '2022-01-01T00:00:00Z' }),
  sampleJob(2, { groupId: 'open', state: 'pending', createdAt: '2022-01-01T00:00:00Z' }),
  sampleJob(3, { groupId: 'open', state: 'running' }),
  sampleJob(4, { groupId: 'open', state: 'failed' }),
  sampleJob(5, { groupId: 'new', state: 'cancelled', createdAt: '2022-01-03T00:00:00Z' }),
  sampleJob(6),
];

describe('Q12 groups of jobs', () => {
  const groups = groupsOf(jobs);

  it('count their jobs, those with something to do first and then the newest', () => {
    expect(groups.map(({ groupId, ended, jobIds }) => [groupId, ended, jobIds.length])).toEqual([
      ['open', 1, 3],
      ['new', 1, 1],
      ['old', 1, 1],
    ]);
    expect(groups[0]?.counts).toEqual({ pending: 1, running: 1, completed: 0, failed: 1, cancelled: 0 });
  });

  it('are as far as the mean of their jobs', () => {
    const byId = Object.fromEntries(jobs.map((job) => [job.jobId, job]));
    const fraction = (jobIds: readonly string[]) => groupFraction({ jobIds }, byId, () => 0.5);
    expect(fraction(groups[0]?.jobIds ?? [])).toBe(0.5);
    expect(fraction(groups[1]?.jobIds ?? [])).toBe(1);
  });

  it('say what went wrong in them', () => {
    const none = { pending: 0, running: 0, completed: 2, failed: 0, cancelled: 0 };
    expect(groupTrouble(none)).toBeUndefined();
    expect(groupTrouble({ ...none, failed: 2, cancelled: 1 })).toBe('2 failed, 1 cancelled');
  });
});
