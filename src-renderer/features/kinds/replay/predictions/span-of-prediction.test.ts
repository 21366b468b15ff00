import { describe, expect, it } from 'vitest';
import { spanOfPrediction } from './span-of-prediction.ts';

describe('the span around a prediction', () => {
  it('has its outcome in it, and as much around as its horizon asks for', () => {
    expect(spanOfPrediction({ ts: 10_000, resolvedTs: 10_060 }, 15)).toEqual({ from: 8800, to: 11_260 });
    expect(spanOfPrediction({ ts: 10_000, resolvedTs: null }, 60)).toEqual({ from: 8800, to: 11_200 });
  });
});
