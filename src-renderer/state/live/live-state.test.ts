import { describe, expect, it } from 'vitest';
import type { ApiEvent, NumberedEvent } from '../../../src-core/api/events.ts';
import { sampleJob, sampleSnapshot } from '../testing/sample-jobs.ts';
import { applyEvents, fromSnapshot } from './live-state.ts';

const numbered = (seq: number, event: ApiEvent): NumberedEvent => ({ epoch: 'first', seq, event });
const progress = {
  phase: 'simulating',
  fraction: 0.5,
  current_date: null,
  message: '',
  eta_seconds: null,
} as const;
const { jobId } = sampleJob(1);

describe('applyEvents', () => {
  const state = fromSnapshot(sampleSnapshot());

  it('takes in changed, new and removed jobs', () => {
    const next = applyEvents(state, [
      numbered(11, { type: 'job', job: sampleJob(1, { state: 'running' }) }),
      numbered(12, { type: 'job', job: sampleJob(3) }),
      numbered(13, { type: 'job_removed', jobId: sampleJob(2).jobId }),
    ]);
    expect(next?.seq).toBe(13);
    expect(Object.values(next?.jobs ?? {}).map(({ name, state: at }) => [name, at])).toEqual([
      ['job 1', 'running'],
      ['job 3', 'pending'],
    ]);
    expect(Object.keys(state.jobs)).toHaveLength(2);
  });

  it('leaves the jobs as they are on progress, so that a long queue is not drawn anew', () => {
    const next = applyEvents(state, [numbered(11, { type: 'progress', jobId, progress })]);
    expect(next?.jobs).toBe(state.jobs);
    expect(next?.progress[jobId]).toBe(progress);
  });

  it('forgets progress when the job itself changes', () => {
    const next = applyEvents(state, [
      numbered(11, { type: 'progress', jobId, progress }),
      numbered(12, { type: 'job', job: sampleJob(1, { state: 'completed' }) }),
    ]);
    expect(next?.progress).toEqual({});
  });

  it('skips events that the snapshot had already', () => {
    const next = applyEvents(state, [
      numbered(9, { type: 'job_removed', jobId }),
      numbered(10, { type: 'job_removed', jobId }),
      numbered(11, { type: 'logged', jobId }),
    ]);
    expect(next).toEqual({ ...state, seq: 11 });
  });

  it('asks for a snapshot when an event is missing or the host was started anew', () => {
    expect(applyEvents(state, [numbered(12, { type: 'logged', jobId })])).toBeUndefined();
    expect(
      applyEvents(state, [{ epoch: 'second', seq: 11, event: { type: 'logged', jobId } }]),
    ).toBeUndefined();
  });
});
