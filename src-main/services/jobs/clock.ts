/** Time as the job services see it; tests bring their own. */
export interface Clock {
  /** Wall-clock time, for records that people read. */
  now(): Date;
  /** Milliseconds that only ever grow, whatever is done to the wall clock; for limits and liveness. */
  monotonicMilliseconds(): number;
  /** Calls back once after `milliseconds`; the answer cancels that. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMilliseconds: () => performance.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
