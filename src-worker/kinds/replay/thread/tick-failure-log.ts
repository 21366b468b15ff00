import type { UserCodeEvents } from './user-code.ts';

/** As many as the Python host logs. */
const loggedFailures = 20;

/** Logs ticks that threw; beyond the first 20 the rest is only counted, for a run may have millions. */
export function tickFailureLog(events: Pick<UserCodeEvents, 'onLog'>): (message: string) => void {
  let failures = 0;
  return (message) => {
    failures++;
    if (failures <= loggedFailures) events.onLog('warn', message);
    else if (failures === loggedFailures + 1) {
      events.onLog('warn', `tick() threw more than ${loggedFailures} times; the rest is only counted.`);
    }
  };
}
