/** Time as the job services see it; tests bring their own. */
export interface Clock {
  /** Wall-clock time, for records that people read. */
  now(): Date;
  /** Milliseconds that only ever grow, whatever is done to the wall clock; for limits and liveness. */
  monotonicMilliseconds(): number;
  /** Calls back once after `milliseconds`; the answer cancels that. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** Calls back again and again, `milliseconds` apart; the answer ends that. */
export function every(clock: Clock, milliseconds: number, callback: () => void): () => void {
  let cancel: () => void;
  const later = (): void => {
    cancel = clock.after(milliseconds, () => {
      later();
      callback();
    });
  };
  later();
  return () => cancel();
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMilliseconds: () => performance.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
