import type { DayFileInspector } from '../day-file-inspector.ts';
import type { CacheUpkeep } from '../upkeep/cache-upkeep.ts';
import type { CandleCache } from '../candle-cache.ts';
import type { FeedTurns } from '../feed-turns.ts';

/** What everything needs that changes candle files for a user who watches. */
export interface TaskParts {
  readonly cache: CandleCache;
  /** Absolute path of the folder for files that failed verification. */
  readonly quarantine: string;
  readonly inspect: DayFileInspector;
  readonly turns: FeedTurns;
  readonly now: () => Date;
  /** See {@link CacheUpkeep.makeRoom}. */
  readonly makeRoom: CacheUpkeep['makeRoom'];
  /** Told when days may have changed, whether all went well or not. */
  readonly onChanged: () => void;
}

/** What is said while something else changes the same feed. */
export const waitingMessage = 'Waiting for another task on this feed';

/** As many days as a screen is told by name; the calendar shows the others. */
export const daysNamed = 100;
