import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { belowPeak } from './below-peak.ts';
import { deepestDrawdowns } from './drawdown-episodes.ts';
import { runningSum } from './running-sum.ts';

const steps = fc.array(
  fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -2, max: 2, noNaN: true })),
  {
    maxLength: 80,
  },
);

describe('running sums and falls below the peak', () => {
  it('add in order and start the peak at 0', () => {
    const sums = runningSum(Float64Array.of(-1, 2, 3, -4, 1));
    expect([...sums]).toEqual([-1, 1, 4, 0, 1]);
    expect([...belowPeak(sums)]).toEqual([-1, 0, 0, -4, -3]);
    expect(runningSum(new Float64Array(0))).toHaveLength(0);
  });
});

describe('deepest drawdowns', () => {
  const ts = (count: number): Float64Array =>
    Float64Array.from({ length: count }, (_, index) => 100 + 10 * index);

  it('name peak, trough and recovery, deepest first, and say which one has not ended', () => {
    const line = Float64Array.of(-1, 0, 5, 3, 4, 5, 6, 2, 1, 6, 5);
    expect(deepestDrawdowns(ts(line.length), line, 3)).toEqual([
      { peakTs: 160, troughTs: 180, recoveryTs: 190, depth: -5, seconds: 30 },
      { peakTs: 120, troughTs: 130, recoveryTs: 150, depth: -2, seconds: 30 },
      { peakTs: 100, troughTs: 100, recoveryTs: 110, depth: -1, seconds: 10 },
    ]);
    expect(deepestDrawdowns(ts(line.length), line, 9).at(-1)).toEqual({
      peakTs: 190,
      troughTs: 200,
      recoveryTs: null,
      depth: -1,
      seconds: 10,
    });
  });

  it('are none where the line never falls', () => {
    expect(deepestDrawdowns(ts(3), Float64Array.of(0, 1, 1), 5)).toEqual([]);
    expect(deepestDrawdowns(ts(0), new Float64Array(0), 5)).toEqual([]);
  });

  it('are as many, as deep and as long as the stretches below the peak', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const falls = belowPeak(runningSum(Float64Array.from(list)));
        const episodes = deepestDrawdowns(ts(list.length), runningSum(Float64Array.from(list)), 100);
        const stretches = [...falls]
          .map((fall) => (fall < 0 ? String(fall) : '|'))
          .join(',')
          .split('|')
          .map((text) => text.split(',').filter(Boolean).map(Number))
          .filter((stretch) => stretch.length > 0);
        const depths = stretches.map((stretch) => Math.min(...stretch)).sort((left, right) => left - right);
        expect(episodes.map(({ depth }) => depth)).toEqual(depths);
        for (const { peakTs, troughTs, recoveryTs, seconds } of episodes) {
          expect(peakTs).toBeLessThanOrEqual(troughTs);
          expect((recoveryTs ?? 100 + 10 * (list.length - 1)) - peakTs).toBe(seconds);
        }
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});
