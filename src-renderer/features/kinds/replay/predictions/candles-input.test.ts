import { describe, expect, it } from 'vitest';
import { candlesInput } from './candles-input.ts';

describe('what is asked for to draw candles', () => {
  it('is as many as the window has room for', () => {
    expect(candlesInput('job', 'BTC', null, 1200)).toEqual({
      jobId: 'job',
      subject: 'BTC',
      from: null,
      to: null,
      points: 256,
    });
  });

  it('has a margin on either side of a part', () => {
    expect(candlesInput('job', 'BTC', { from: 100, to: 200 }, 1200)).toMatchObject({
      from: 0,
      to: 300,
      points: 768,
    });
  });

  it('stays inside what the host allows', () => {
    expect(candlesInput('job', 'BTC', null, 10).points).toBe(256);
    expect(candlesInput('job', 'BTC', { from: 0, to: 1 }, 20_000).points).toBe(5000);
  });
});
