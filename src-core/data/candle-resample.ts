import { HindcastError } from '../errors/hindcast-error.ts';
import { feedPath, granularitySeconds, type Feed } from '../feed/feed.ts';
import { secondsPerDay } from '../time/utc.ts';
import type { DayFileInspection } from './day-file-inspection.ts';

/** Asks for the candles of a day put together to a larger period, under an unfinished name. */
export interface StageResampledDay {
  /** Absolute path of the cache root. */
  readonly root: string;
  readonly source: Feed;
  readonly target: Feed;
  /** UTC, `YYYY-MM-DD`. */
  readonly day: string;
  /** Absolute path of the file to write, in the folder of the target. */
  readonly path: string;
}

export interface ResampledDay {
  /** Null when the day has no candle with a price: then no file was written. */
  readonly inspection: DayFileInspection | null;
  /** Candles that were made of fewer than their period holds. */
  readonly incomplete: number;
}

const usualPeriods = ['1m', '5m', '15m', '1h', '4h', '1d'];

/**
 * The feed that a feed becomes with a larger period.
 *
 * @throws HindcastError `BAD_INPUT` when its candles do not fill such periods, or these do not fill a day
 */
export function resampledFeed(source: Feed, granularity: string): Feed {
  const from = granularitySeconds(source.granularity);
  const to = granularitySeconds(granularity);
  if (source.kind !== 'candle' || from === undefined) {
    throw new HindcastError(
      'BAD_INPUT',
      `${feedPath(source)} has no candles of a fixed period to put together.`,
    );
  }
  if (!isFilled(from, to)) {
    const fitting = usualPeriods.filter((period) => isFilled(from, granularitySeconds(period)));
    throw new HindcastError(
      'BAD_INPUT',
      `Candles of ${source.granularity} cannot be put together to "${granularity}". ` +
        (fitting.length === 0
          ? 'No longer period is filled by them and fills a day.'
          : `Choose a longer period that they fill and that fills a day, such as ${fitting.join(', ')}.`),
    );
  }
  return { ...source, granularity };
}

/** Whether candles of one period, in seconds, fill a larger one, and these a day. */
export function isFilled(from: number, to: number | undefined): boolean {
  return to !== undefined && to > from && to % from === 0 && secondsPerDay % to === 0;
}
