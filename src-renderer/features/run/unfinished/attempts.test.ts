import { describe, expect, it } from 'vitest';
import { secondsOf } from '../../../format/time.ts';
import { attemptsOf, retryCause } from './attempts.ts';

const start = secondsOf('2026-11-21T12:00:00Z');
const event = (seq: number, type: string, cause: string) => ({
  seq,
  at: new Date((start + seq) * 1000).toISOString(),
  type,
  actor: 'hindcast',
  cause,
});
const lost = 'WORKER_CRASHED: The worker was lost. Trying again in 5 s.';
const history = [
  event(1, 'pending', 'submitted'),
  event(2, 'running', 'attempt 1'),
  event(3, 'stalled', 'its worker has been silent for 10 s'),
  event(4, 'pending', lost),
  event(5, 'changed', 'moved to the front'),
  event(6, 'running', 'attempt 2'),
  event(7, 'pending', 'Hindcast was closed while it ran'),
  event(8, 'running', 'attempt 3'),
];

describe('Q26 the attempts of a job', () => {
  it('are told apart by its history, each with its cause', () => {
    expect(attemptsOf(history)).toEqual([
      { number: 1, startedAt: start + 2, endedAt: start + 4, outcome: 'tried again', cause: lost },
      {
        number: 2,
        startedAt: start + 6,
        endedAt: start + 7,
        outcome: 'given back',
        cause: 'Hindcast was closed while it ran',
      },
      { number: 3, startedAt: start + 8, endedAt: null, outcome: 'runs', cause: '' },
    ]);
  });

  it('end in the state that the job ends in', () => {
    const last = attemptsOf([...history, event(9, 'failed', 'MODEL_FAILED: It threw.')]).at(-1);
    expect(last).toMatchObject({ outcome: 'failed', cause: 'MODEL_FAILED: It threw.', endedAt: start + 9 });
    expect(attemptsOf([event(1, 'pending', 'submitted'), event(2, 'cancelled', 'by ada')])).toEqual([]);
  });

  it('say why it is tried again', () => {
    expect(retryCause(history.slice(0, 5))).toBe('worker was lost');
    expect(retryCause(history.slice(0, 7))).toBeUndefined();
    expect(retryCause([])).toBeUndefined();
  });
});
