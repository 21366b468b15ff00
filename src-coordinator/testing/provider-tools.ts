import type { CoordinatorLogger } from '../logger.ts';
import type { ProviderTools } from '../providers/patience.ts';

/** Tools whose clock moves only by sleeping, with what was slept (in milliseconds) and logged. */
export interface RecordingTools extends ProviderTools {
  readonly sleeps: number[];
  readonly log: string[];
}

/** @param startMilliseconds what the clock says at first; `random` is 0.5 always */
export function recordingTools(startMilliseconds = 30_000): RecordingTools {
  const sleeps: number[] = [];
  const log: string[] = [];
  let now = startMilliseconds;
  const write = (fields: Record<string, unknown>, message: string): void =>
    void log.push(`${message} ${JSON.stringify(fields)}`);
  const logger: CoordinatorLogger = { info: write, warn: write, error: write };
  return {
    sleeps,
    log,
    logger,
    now: () => now,
    random: () => 0.5,
    sleep: (milliseconds, signal) => {
      signal.throwIfAborted();
      sleeps.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
}
