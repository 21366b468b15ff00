import { describe, expect, it } from 'vitest';
import { atItsTurn, scheduleOf } from './schedule-draft.ts';

const evening = { day: '2026-11-21', time: '22:00', zone: 'utc' } as const;

describe('the schedule of a new backtest', () => {
  it('is none when nothing was chosen', () => expect(scheduleOf(atItsTurn)).toBeUndefined());

  it('Q9 Q10 Q12 holds the moment, the jobs and the group that were chosen', () => {
    expect(scheduleOf({ ...atItsTurn, notBefore: evening })).toEqual({
      notBefore: '2026-11-21T22:00:00.000Z',
    });
    expect(scheduleOf({ ...atItsTurn, after: ['a', 'b'] })).toEqual({ after: ['a', 'b'] });
    expect(scheduleOf({ notBefore: evening, after: ['a'], groupId: 'sweep' })).toEqual({
      notBefore: '2026-11-21T22:00:00.000Z',
      after: ['a'],
      groupId: 'sweep',
    });
  });

  it('waits for a moment that can be read', () => {
    expect(scheduleOf({ ...atItsTurn, notBefore: { ...evening, time: '25:00' } })).toBeNull();
  });
});
