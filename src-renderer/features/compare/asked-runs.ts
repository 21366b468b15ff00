import { jobIdSchema } from '../../../src-core/api/common-schemas.ts';

/** As many runs as can be told apart side by side. */
export const mostCompared = 10;

/** The runs that an address names, each once; what cannot be the id of a job is passed over. */
export function askedRuns(text: string): string[] {
  const ids = text.split(',').filter((id) => jobIdSchema.safeParse(id).success);
  return [...new Set(ids)].slice(0, mostCompared);
}
