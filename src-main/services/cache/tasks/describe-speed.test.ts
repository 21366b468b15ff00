import { expect, it } from 'vitest';
import { describeSpeed } from './describe-speed.ts';

it.each([
  [null, null, ''],
  [0, null, '0 B/s'],
  [512, 3.2, '512 B/s, 4 s left'],
  [2_340_000, 99, '2.3 MB/s, 99 s left'],
  [999_600, 101, '1.0 MB/s, 2 min left'],
  [45_000, 7200, '45 kB/s, 2 h left'],
])('D16 %j bytes a second with %j seconds left are told as "%s"', (bytesPerSecond, secondsLeft, text) => {
  expect(describeSpeed({ bytesPerSecond, secondsLeft })).toBe(text);
});
