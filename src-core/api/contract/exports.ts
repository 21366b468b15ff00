import { z } from 'zod';
import { jobIdSchema } from '../common-schemas.ts';
import { command } from '../operation.ts';

export const exportFormats = ['csv', 'json', 'html'] as const;

/** Exports are made by the code that the command line uses, then handed over as the shell can. */
export const exportOperations = {
  /** Writes an export into a private place; several jobs together only as `html`. */
  'exports.create': command({
    permission: 'EXPORT_DATA',
    input: z.strictObject({
      jobIds: z.array(jobIdSchema).min(1).max(10),
      format: z.enum(exportFormats),
    }),
    output: z.object({
      exportId: z.string(),
      fileName: z.string(),
      mediaType: z.string(),
      sizeBytes: z.number(),
    }),
    errors: [
      'UNKNOWN_JOB',
      'RESULT_NOT_READY',
      'RESULT_MISSING',
      'RESULT_CORRUPT',
      'RESULT_INCOMPLETE',
      'WORKER_CRASHED',
      'DISK_FULL',
    ],
  }),
  /** Asks where to save it and moves it there; only where the shell has dialogs. In a browser it is downloaded. */
  'exports.save': command({
    permission: 'EXPORT_DATA',
    input: z.strictObject({ exportId: z.string() }),
    output: z.object({ savedTo: z.string().nullable() }),
    errors: ['NOT_AVAILABLE', 'DISK_FULL'],
  }),
};
