/**
 * Where a running loop is, in shared memory, so that another thread can tell progress from a hang and say where. Written
 * without locks: a reader may see one field newer than another, which is good enough for a progress bar.
 */
export const positionField = { candleTs: 0, call: 1, ticks: 2, subject: 3 } as const;
export const positionLength = 4;

export const positionCall = { none: 0, tick: 1, predict: 2 } as const;

export type Position = Float64Array;
