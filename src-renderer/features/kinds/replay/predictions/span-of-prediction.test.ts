import { describe, expect, it } from 'vitest';
import { spanInside, spanOfPrediction } from './span-of-prediction.ts';

describe('the span around a prediction', () => {
  it('has its outcome in it, and as much around as its horizon asks for', () => {
    expect(spanOfPrediction({ ts: 10_000, resolvedTs: 10_060 }, 15)).toEqual({ from: 8800, to: 11_260 });
    expect(spanOfPrediction({ ts: 10_000, resolvedTs: null }, 60)).toEqual({ from: 8800, to: 11_200 });
  });

  it('stays inside the run', () => {
    const extent = { from: 0, to: 1000 };
    expect(spanInside({ from: -100, to: 300 }, extent)).toEqual({ from: 0, to: 400 });
    expect(spanInside({ from: 900, to: 1100 }, extent)).toEqual({ from: 800, to: 1000 });
    expect(spanInside({ from: -500, to: 5000 }, extent)).toEqual(extent);
  });
});
