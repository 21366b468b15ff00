import { describe, expect, it } from 'vitest';
import { sampleJob } from '../../state/testing/sample-jobs.ts';
import { createPlacer, waitingOrder } from './queue-places.ts';

const at = (number: number, startOrder: number) => sampleJob(number, { startOrder });

describe('places in the queue', () => {
  it('Q7 Q8 count those that wait by their order, and by id where that is the same', () => {
    const jobs = [at(3, 5), at(2, 5), at(1, 9), sampleJob(4, { state: 'running' })];
    const rows = createPlacer()(jobs);
    expect(rows.map(({ name, place }) => [name, place])).toEqual([
      ['job 3', 2],
      ['job 2', 1],
      ['job 1', 3],
      ['job 4', undefined],
    ]);
    expect(waitingOrder(jobs)).toEqual([jobs[1]?.jobId, jobs[0]?.jobId, jobs[2]?.jobId]);
  });

  it('leave a job whose place has not changed as it is', () => {
    const place = createPlacer();
    const [first, second, third] = [at(1, 1), at(2, 2), at(3, 3)];
    const before = place([first, second, third]);
    const after = place([first, { ...second, startOrder: 9 }, third]);
    expect(after[0]).toBe(before[0]);
    expect(after.map((row) => row.place)).toEqual([1, 3, 2]);
    const ended = sampleJob(4, { state: 'completed' });
    expect(place([ended])[0]).toBe(ended);
  });
});
