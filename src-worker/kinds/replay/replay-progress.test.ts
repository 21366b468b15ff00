import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Progress } from '../../../src-core/job/progress.ts';
import { firstTickIndex } from '../../../src-core/kinds/replay/engine/first-tick.ts';
import { positionField, positionLength } from '../../../src-core/kinds/replay/engine/position.ts';
import type { JobContext } from '../../job/job-context.ts';
import { lookaheadReplays, sampledShares } from './lookahead-check.ts';
import { ReplayProgress } from './replay-progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function progressOf(replays: number): { progress: ReplayProgress; told: Progress[] } {
  const told: Progress[] = [];
  const context: Pick<JobContext, 'progress' | 'elapsedMs'> = {
    progress: (progress) => told.push(progress),
    elapsedMs: () => Date.now(),
  };
  return { progress: new ReplayProgress(context as JobContext, replays), told };
}

function moveTo(position: Float64Array, ticks: number): void {
  position[positionField.ticks] = ticks;
  vi.advanceTimersByTime(100);
}

it('progress of a run is counted in ticks, and is whole with the last of them', () => {
  const { progress, told } = progressOf(1);
  // A window of half of the candles: ticks are the other half.
  progress.begin(4000 - firstTickIndex({ mode: 'compatible', windowSize: 2000 }), 0);
  const position = new Float64Array(positionLength);
  progress.follow(position);
  moveTo(position, 1000);
  expect(told.at(-1)).toMatchObject({ message: '1,000 of 2,000 candles', eta_seconds: 0.1 });
  moveTo(position, 2000);
  progress.unfollow();
  expect(told.at(-1)).toMatchObject({ message: '2,000 of 2,000 candles', fraction: 0.97, eta_seconds: 0 });
});

it('R11 progress counts the replays of the check too, while they run', () => {
  const { progress, told } = progressOf(1 + lookaheadReplays);
  progress.begin(2000, 0);
  const position = new Float64Array(positionLength);
  progress.follow(position);
  moveTo(position, 2000);
  expect(told.at(-1)).toMatchObject({ message: '2,000 of 2,000 candles', eta_seconds: closeTo(0.15) });
  for (const [index, length] of sampledShares.entries()) {
    const checked = new Float64Array(positionLength);
    progress.followCheck(checked, length);
    // One more day than up to the cut.
    moveTo(checked, 2000 * length + 10);
    const before = sampledShares.slice(0, index + 1).reduce((sum, share) => sum + share, 1);
    expect(told.at(-1)?.fraction).toBeCloseTo(0.02 + (0.95 * before) / (1 + lookaheadReplays));
  }
  expect(told.at(-1)?.message).toBe('checking for looking ahead, 1,700 of 1,700 candles');
  progress.unfollow();
  progress.measure();
  expect(told.at(-1)).toMatchObject({ phase: 'scoring', fraction: 0.97 });
  progress.unfollow();
});

it('the time that metrics take is part of the time left and of the whole, from the first estimate on', () => {
  const { progress, told } = progressOf(1);
  progress.begin(2000, 0.6);
  const position = new Float64Array(positionLength);
  progress.follow(position);
  moveTo(position, 1000);
  // Half of 0.2 s of replay is over, and 0.6 s of metrics come.
  expect(told.at(-1)).toMatchObject({ eta_seconds: closeTo(0.7), fraction: closeTo(0.02 + 0.95 / 8) });
  moveTo(position, 2000);
  expect(told.at(-1)).toMatchObject({ eta_seconds: closeTo(0.6), fraction: closeTo(0.02 + 0.95 / 4) });
  progress.unfollow();
  progress.measure();
  expect(told.at(-1)).toMatchObject({
    phase: 'scoring',
    eta_seconds: closeTo(0.6),
    fraction: closeTo(0.02 + 0.95 / 4),
  });
  progress.measured(0.5);
  vi.advanceTimersByTime(200);
  expect(told.at(-1)).toMatchObject({
    eta_seconds: closeTo(0.4),
    fraction: closeTo((0.02 + 0.95 / 4 + 0.97) / 2),
  });
  progress.measured(1);
  vi.advanceTimersByTime(400);
  expect(told.at(-1)).toMatchObject({ eta_seconds: null, fraction: closeTo(0.97) });
  progress.unfollow();
  progress.write();
  expect(told.at(-1)).toMatchObject({ phase: 'writing', fraction: 0.97, eta_seconds: null });
  const fractions = told.map(({ fraction }) => fraction);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
});

const closeTo = (value: number): unknown => expect.closeTo(value, 9);
