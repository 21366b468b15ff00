import { describe, expect, it, onTestFinished } from 'vitest';
import { describeBatch, troubleOfBatch } from './batch.ts';
import { forgetDraft, setDraftSpec, setDraftText, useDraft } from './draft-store.ts';

const spec = {
  kind: 'replay',
  name: 'a run',
  model: { path: '/models/a.ts' },
  feed: { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' },
  start: '2022-01-01',
  end: '2022-01-31',
};
const refusal = { error: { code: 'BAD_SPEC', message: 'The window is too large.' } } as const;
const queued = { jobId: '0'.repeat(32), existing: false };

describe('several specs at once', () => {
  it('are read from a list, of which the form knows the first', () => {
    onTestFinished(forgetDraft);
    setDraftText(JSON.stringify([spec, { ...spec, name: 'another' }]));
    expect(useDraft.getState()).toMatchObject({
      spec,
      textError: undefined,
      batch: [spec, { name: 'another' }],
    });
    setDraftText('[1]');
    expect(useDraft.getState().textError).toContain('Several stand in [ ].');
    setDraftText('[]');
    expect(useDraft.getState().textError).toBeDefined();
    setDraftText(JSON.stringify(spec));
    expect(useDraft.getState()).toMatchObject({ batch: undefined, textError: undefined });
    setDraftText(JSON.stringify([spec]));
    setDraftSpec(spec);
    expect(useDraft.getState().batch).toBeUndefined();
  });

  it('say which of them need attention', () => {
    expect(troubleOfBatch([spec, spec])).toEqual([]);
    expect(troubleOfBatch([spec, { ...spec, window_size: 0 }])).toEqual(['Spec 2: window_size: At least 1.']);
    const many = Array.from({ length: 9 }, () => ({}));
    expect(troubleOfBatch(many)).toHaveLength(6);
    expect(troubleOfBatch(many).at(-1)).toBe('4 more specs need attention.');
  });

  it('say what became of them', () => {
    const outcome = { groupId: 'g', jobs: [queued, queued] };
    expect(describeBatch(outcome)).toEqual({ message: '2 backtests are queued.', tone: 'good' });
    expect(describeBatch({ ...outcome, jobs: [queued, { ...queued, existing: true }, refusal] })).toEqual({
      message: '1 backtest is queued. 1 was there already. 1 was refused; spec 3: The window is too large.',
      tone: 'warn',
    });
  });
});
