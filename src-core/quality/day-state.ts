/** `present`: every period has its candle; `partial`: some do; `absent`: no file, or no row; `damaged`: cannot be read. */
export const dayStates = ['present', 'partial', 'absent', 'damaged'] as const;
export type DayState = (typeof dayStates)[number];
