import { z } from 'zod';
import { parseTime } from '../../src-core/time/utc.ts';

/**
 * Seconds since the epoch from ISO 8601; a time without a zone is UTC. Records have whole seconds, so fractions are
 * dropped.
 */
export const timeSchema = z.string().transform((text, context) => {
  try {
    return parseTime(text.replace(/(:\d{2})\.\d{1,9}/, '$1')).seconds;
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});
