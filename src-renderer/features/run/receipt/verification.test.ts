import { describe, expect, it } from 'vitest';
import { verdictOf } from './verification.ts';

const verdict = (result: Record<string, unknown> | null) => verdictOf({ result: result as never }, {});

describe('the verdict of a verification', () => {
  it('says when everything is the same', () => {
    expect(verdict({ verdict: 'bit_for_bit', inputs: [], metrics: [] })).toEqual({
      isReproduced: true,
      sentence: 'Reproduced bit for bit: predictions and metrics are the same.',
      differences: [],
    });
    expect(verdict({ verdict: 'twelve_digits', inputs: [], metrics: [] })?.isReproduced).toBe(true);
  });

  it('names what went in and what came out that differs', () => {
    const found = verdict({
      verdict: 'different',
      inputs: [{ input: 'version', name: 'engine', before: '1.0.0', now: null }],
      metrics: [{ metric: 'ic', before: 0.0123, now: null }],
    });
    expect(found?.isReproduced).toBe(false);
    expect(found?.differences).toEqual([
      { what: 'version', name: 'engine', before: '1.0.0', now: 'none' },
      { what: 'metric', name: 'IC', before: '+0.0123', now: 'n/a' },
    ]);
  });

  it('shows every digit where the usual ones look the same', () => {
    const found = verdict({
      verdict: 'different',
      inputs: [],
      metrics: [{ metric: 'ic', before: 0.012300001, now: 0.012300002 }],
    });
    expect(found?.differences[0]).toMatchObject({ before: '0.012300001', now: '0.012300002' });
  });

  it('is not made up from what cannot be read', () => {
    expect(verdict(null)).toBeUndefined();
    expect(verdict({ verdict: 'maybe', inputs: [], metrics: [] })).toBeUndefined();
  });
});
