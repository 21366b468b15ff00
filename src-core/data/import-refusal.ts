import { HindcastError } from '../errors/hindcast-error.ts';
import { granularitySeconds, type Feed } from '../feed/feed.ts';
import { granularityName } from '../feed/granularity-name.ts';
import type { CandleSteps } from './candle-import.ts';
import { isFilled } from './candle-resample.ts';

/** From this part of the period on, steps count as the period: a day may have 23 hours, and clocks drift. */
const asLongAs = 0.9;

/**
 * Why a file that can be read is not to be imported as a feed; undefined when nothing speaks against it. Candles that
 * are further apart than the period of the feed do not: they may have gaps, and coverage tells.
 */
export function importRefusal(
  { kind, granularity }: Pick<Feed, 'kind' | 'granularity'>,
  { stepSeconds, medianStepSeconds }: CandleSteps,
): HindcastError | undefined {
  const period = kind === 'candle' ? granularitySeconds(granularity) : undefined;
  if (period === undefined || stepSeconds === null || medianStepSeconds === null) return undefined;
  if (Math.max(stepSeconds, medianStepSeconds) > asLongAs * period) return undefined;
  const step = granularityName(stepSeconds);
  return new HindcastError(
    'BAD_INPUT',
    `The candles are ${step ?? `${stepSeconds} s`} apart, the feed says ${granularity}. ` +
      `Import them as ${step ?? 'what they are'}${isFilled(stepSeconds, period) ? `, then resample them to ${granularity}` : ''}.`,
    { details: { step_seconds: stepSeconds, granularity } },
  );
}
