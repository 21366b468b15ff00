import { expect, it } from 'vitest';
import type { DayFile } from '../../../../src-core/feed/index-entry.ts';
import { ProgressCounter, type PullProgress } from './pull-progress.ts';

it.each([
  ['is limited to 100 kB/s', 100_000, 10],
  ['has no limit', null, 1],
])('D16 tells how long a pull takes that %s, after much came at once', (_what, bytesPerSecond, seconds) => {
  let at = 0;
  const told: PullProgress[] = [];
  const file = { sizeBytes: 2_000_000 } as DayFile;
  const limit = { bytesPerSecond };
  const counter = new ProgressCounter([file], 0, {
    listener: (progress) => void told.push(progress),
    limit,
    now: () => at,
  });
  at += 1000;
  counter.received(file, 1_000_000, 1_000_000);
  expect(told.at(-1)).toMatchObject({ bytesPerSecond: 1_000_000, secondsLeft: seconds });
});
