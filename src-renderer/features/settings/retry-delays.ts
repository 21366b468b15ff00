import { settingsSchema } from '../../../src-core/api/contract/settings.ts';
import { defaultMaxRetries, longestRetryDelaySeconds } from '../../../src-core/job/retry-policy.ts';
import { formatWholeSeconds } from '../../format/duration.ts';

const { retryDelaysSeconds: schema } = settingsSchema.shape;

/** How delays are typed: "5, 60, 300". */
export function typedDelays(seconds: readonly number[]): string {
  return seconds.join(', ');
}

/** The delays in seconds; or, in a sentence, what is wrong with what was typed. */
export function delaysOfTyped(text: string): { delays: number[] } | { problem: string } {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const delays = parts.map(Number);
  if (parts.length === 0) return { problem: 'At least one number of seconds is needed, such as 5.' };
  if (parts.length > 10) return { problem: 'At most ten are possible; the last one repeats.' };
  const wrong = parts.find((_, index) => !schema.safeParse([delays[index]]).success);
  if (wrong !== undefined) {
    return { problem: `“${wrong}” is no whole number of seconds from 0 to ${longestRetryDelaySeconds}.` };
  }
  return { delays };
}

/** What the delays mean: "The first retry waits 5 s, the second 1 min, every further one 5 min." */
export function delayWords(delays: readonly number[]): string {
  const waits = delays.map((seconds) => (seconds === 0 ? 'not at all' : formatWholeSeconds(seconds)));
  const [first = ''] = waits;
  if (waits.length === 1) return `Every retry waits ${first}.`;
  const middle = waits
    .slice(1, -1)
    .map((wait, index) => `the ${ordinals[index] ?? `${index + 2}th`} ${wait}`);
  return `${[`The first retry waits ${first}`, ...middle].join(', ')}, every further one ${waits.at(-1)}.`;
}

/** How many retries a job has when it does not say so itself. */
export const usualRetries = defaultMaxRetries;

const ordinals = ['second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];
