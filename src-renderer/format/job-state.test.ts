import { describe, expect, it } from 'vitest';
import { shownStateOf } from './job-state.ts';
import { formatProgress } from './progress.ts';

describe('shownStateOf', () => {
  it('tells cancelling and warnings apart from the states of the queue', () => {
    const job = { isCancelling: false, warnings: [] };
    expect(shownStateOf({ ...job, state: 'pending' })).toBe('queued');
    expect(shownStateOf({ ...job, state: 'running' })).toBe('running');
    expect(shownStateOf({ ...job, state: 'running', isCancelling: true })).toBe('cancelling');
    expect(shownStateOf({ ...job, state: 'completed' })).toBe('completed');
    expect(shownStateOf({ ...job, state: 'completed', warnings: ['gaps'] })).toBe('completed_with_warnings');
    expect(shownStateOf({ ...job, state: 'failed', warnings: ['gaps'] })).toBe('failed');
  });
});

describe('formatProgress', () => {
  it('never says 100 % before the end, and leaves out a time that is not known', () => {
    const progress = { phase: 'simulating', current_date: null, message: '' } as const;
    expect(formatProgress({ ...progress, fraction: 0.999, eta_seconds: 2 })).toBe('simulating 99 %, ≈ 2 s');
    expect(formatProgress({ ...progress, fraction: 0, eta_seconds: null })).toBe('simulating 0 %');
  });
});
