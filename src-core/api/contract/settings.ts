import { z } from 'zod';
import { longestRetryDelaySeconds } from '../../job/retry-policy.ts';
import { emptySchema } from '../common-schemas.ts';
import { command, query } from '../operation.ts';

/** What the application keeps for its user; looks (theme, palette) are kept by each window. */
export const settingsSchema = z.object({
  /** Jobs that run at the same time. */
  slots: z.int().min(1).max(16),
  /** Memory limit of a new job, MiB. */
  memoryLimitMb: z.int().min(256).max(1_048_576),
  /** Python interpreter of new jobs; empty for the one on the PATH. */
  python: z.string().max(1000),
  /** Days after which ended, unpinned jobs may be cleaned up; 0 keeps them. */
  retentionDays: z.int().min(0).max(3650),
  /** Seconds that the first automatic retry of a lost attempt waits, the second, and so on. */
  retryDelaysSeconds: z.array(z.int().min(0).max(longestRetryDelaySeconds)).min(1).max(10),
  /** Bytes a second that all pulls together may take; null for no limit. */
  pullBytesPerSecond: z.int().min(1000).max(1e10).nullable(),
  /** MB (10⁶ bytes) that candles may take on this machine, the longest unused going first; null keeps all. */
  cacheBudgetMb: z.int().min(1).max(1_073_741_824).nullable(),
  /** Connects to nothing, even when asked to. */
  offline: z.boolean(),
  /** Folders that models and candle files may be chosen from in the browser. */
  folders: z.array(z.string().max(1000)).max(50),
});
export type Settings = z.output<typeof settingsSchema>;

export const settingsOperations = {
  'settings.get': query({ permission: 'VIEW_PNL', input: emptySchema, output: settingsSchema }),
  /** Changes what is given and answers with all. */
  'settings.update': command({
    permission: 'SUBMIT',
    input: settingsSchema.partial().strict(),
    output: settingsSchema,
    errors: ['BAD_INPUT'],
  }),
};
