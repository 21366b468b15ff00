import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackfillJob } from '../coordinator/coordinator-schemas.ts';
import { backfillFraction, describeBackfill, stuckMilliseconds } from './describe-backfill.ts';

const now = new Date('2026-11-21T12:00:00Z');
const job: BackfillJob = {
  id: 'a',
  source: 'binance',
  subject: 'BTCUSDT',
  kind: 'candle',
  granularity: '1m',
  startTs: '2022-01-01T00:00:00.000Z',
  endTs: '2022-01-03T00:00:00.000Z',
  cursorTs: '2022-01-02T00:00:00.000Z',
  recordsWritten: 1440,
  pagesFetched: 3,
  status: 'running',
  error: null,
  createdAt: '2026-11-21T11:00:00.000Z',
  updatedAt: '2026-11-21T11:59:00.000Z',
  progressPercent: undefined,
};

describe('the fraction of a backfill', () => {
  it('is where the cursor stands', () => {
    expect(backfillFraction(job)).toBe(0.5);
    expect(backfillFraction({ ...job, cursorTs: null })).toBe(0);
    expect(backfillFraction({ ...job, endTs: job.startTs })).toBe(0);
  });

  const moment = fc
    .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString());

  it('lies in [0, 1] wherever start, end and cursor are', () => {
    fc.assert(
      fc.property(moment, moment, fc.option(moment), (startTs, endTs, cursorTs) => {
        const fraction = backfillFraction({ startTs, endTs, cursorTs });
        expect(fraction).toBeGreaterThanOrEqual(0);
        expect(fraction).toBeLessThanOrEqual(1);
        if (cursorTs === null || startTs >= endTs) expect(fraction).toBe(0);
        else if (cursorTs >= endTs) expect(fraction).toBe(1);
        else if (cursorTs <= startTs) expect(fraction).toBe(0);
      }),
    );
  });

  it('never falls while the cursor moves on', () => {
    fc.assert(
      fc.property(moment, moment, moment, moment, (startTs, endTs, one, other) => {
        const [earlier, later] = one < other ? [one, other] : [other, one];
        expect(backfillFraction({ startTs, endTs, cursorTs: earlier })).toBeLessThanOrEqual(
          backfillFraction({ startTs, endTs, cursorTs: later }),
        );
      }),
    );
  });
});

describe('a backfill', () => {
  const described = (change: Partial<BackfillJob>) => describeBackfill({ ...job, ...change }, now);

  it('is described with its feed; one of a feed that no folder can be named after is not', () => {
    expect(described({})).toEqual({
      id: 'a',
      feed: { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' },
      startTs: job.startTs,
      endTs: job.endTs,
      cursorTs: job.cursorTs,
      recordsWritten: 1440,
      pagesFetched: 3,
      status: 'running',
      error: null,
      createdAt: job.createdAt,
      updatedAt: job.updatedAt,
      fraction: 0.5,
      isStuck: false,
      isTruncated: false,
    });
    expect(described({ subject: '..' })).toBeUndefined();
    expect(described({ kind: 'gossip' })).toBeUndefined();
  });

  it('is stuck when it is open and shows no sign of life', () => {
    const quiet = new Date(now.getTime() - stuckMilliseconds - 1).toISOString();
    expect(described({ updatedAt: quiet })?.isStuck).toBe(true);
    expect(described({ updatedAt: quiet, status: 'pending' })?.isStuck).toBe(true);
    expect(described({ updatedAt: quiet, status: 'failed' })?.isStuck).toBe(false);
    expect(described({ updatedAt: new Date(now.getTime() - stuckMilliseconds).toISOString() })?.isStuck).toBe(
      false,
    );
  });

  it.each([
    ['completed', '2022-01-02T00:00:00Z', true],
    ['completed', null, true],
    ['completed', '2022-01-02T23:59:01Z', false],
    ['completed', '2022-01-02T23:20:00Z', false],
    ['running', '2022-01-02T00:00:00Z', false],
    ['failed', '2022-01-02T00:00:00Z', false],
  ] as const)('that is %s with its cursor at %s is truncated: %s', (status, cursorTs, isTruncated) => {
    expect(described({ status, cursorTs })?.isTruncated).toBe(isTruncated);
  });

  it('is not truncated by what had not happened yet, nor by the last period of a coarse feed', () => {
    const ended = { status: 'completed', updatedAt: '2026-11-21T11:59:00.000Z' } as const;
    expect(
      described({ ...ended, endTs: '2026-12-01T00:00:00Z', cursorTs: '2026-11-21T11:58:01Z' })?.isTruncated,
    ).toBe(false);
    expect(
      described({
        ...ended,
        granularity: '1d',
        cursorTs: '2022-01-01T00:00:01Z',
        endTs: '2022-01-03T00:00:00Z',
      })?.isTruncated,
    ).toBe(false);
  });
});
