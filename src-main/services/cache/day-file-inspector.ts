import type { DayFileInspection, InspectDayFile } from '../../../src-core/data/day-file-inspection.ts';

/** Reads a day file in full; the data worker does it. Throws HindcastError `DATA_CORRUPT` for one that cannot be used. */
export type DayFileInspector = (request: InspectDayFile) => Promise<DayFileInspection>;
