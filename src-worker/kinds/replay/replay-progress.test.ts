import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Progress } from '../../../src-core/job/progress.ts';
import { firstTickIndex } from '../../../src-core/kinds/replay/engine/first-tick.ts';
import { positionField, positionLength } from '../../../src-core/kinds/replay/engine/position.ts';
import type { JobContext } from '../../job/job-context.ts';
import { ReplayProgress } from './replay-progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('progress of a run is counted in ticks, and is whole with the last of them', () => {
  const told: Progress[] = [];
  const context: Pick<JobContext, 'progress' | 'elapsedMs'> = {
    progress: (progress) => told.push(progress),
    elapsedMs: () => Date.now(),
  };
  const progress = new ReplayProgress(context as JobContext, false);
  // A window of half of the candles: ticks are the other half.
  progress.begin(4000 - firstTickIndex({ mode: 'compatible', windowSize: 2000 }));
  const position = new Float64Array(positionLength);
  progress.follow(position);
  position[positionField.ticks] = 1000;
  vi.advanceTimersByTime(100);
  expect(told.at(-1)).toMatchObject({ message: '1,000 of 2,000 candles', eta_seconds: 0.1 });
  position[positionField.ticks] = 2000;
  vi.advanceTimersByTime(100);
  progress.unfollow();
  expect(told.at(-1)).toMatchObject({ message: '2,000 of 2,000 candles', fraction: 0.85, eta_seconds: 0 });
});
