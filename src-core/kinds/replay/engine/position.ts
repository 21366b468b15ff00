/**
 * Where a running loop is, in shared memory, so that another thread can tell progress from a hang and say where. Written
 * without locks: a reader may see one field newer than another, which is good enough for a progress bar.
 */
export const positionField = { candleTs: 0, call: 1, ticks: 2, subject: 3, judged: 4, turns: 5 } as const;
export const positionLength = 6;

/** The call of user code that is under way. Those after `predict` are counted in `judged`. */
export const positionCall = { none: 0, tick: 1, predict: 2, score: 3, resolve: 4 } as const;

export type Position = Float64Array;
