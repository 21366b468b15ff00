import { z } from 'zod';
import { feedSchema } from '../../feed/feed-schema.ts';
import { daySchema, emptySchema, jobIdSchema, momentSchema } from '../common-schemas.ts';
import { command, query } from '../operation.ts';

export const quarantinedFileSchema = z.object({
  /** Names the file among those in quarantine. */
  id: z.string(),
  feed: feedSchema,
  day: daySchema,
  /** What is wrong with it, as a sentence. */
  reason: z.string(),
  foundAt: momentSchema,
  sizeBytes: z.number(),
  /** What brought it: `coordinator`, `import`, `derived`, …; null when that is not known. */
  origin: z.string().nullable(),
  /** The coordinator's address, the path of the user's own file, or the feed it is derived from; null when not known. */
  source: z.string().nullable(),
});
export type QuarantinedFile = z.output<typeof quarantinedFileSchema>;

/** All when null. */
const chosen = z.strictObject({ ids: z.array(z.string()).min(1).nullable() });

export const evictedFeedSchema = z.object({
  feed: feedSchema,
  days: z.int(),
  firstDay: daySchema,
  lastDay: daySchema,
  sizeBytes: z.number(),
});

export type EvictedFeed = z.output<typeof evictedFeedSchema>;

/** What the cache holds, what it may hold, and how it gets there. */
export const cacheUpkeepOperations = {
  /** Damaged files, the latest first. */
  'cache.quarantine': query({
    permission: 'VIEW_PNL',
    input: emptySchema,
    output: z.array(quarantinedFileSchema),
  }),
  /**
   * Fetches days of which a damaged file is in quarantine again, each from the coordinator that it came from, and takes
   * those files out that were replaced. An activity of kind `pull`; it fails for days that came from elsewhere, and says
   * how to bring them back.
   */
  'cache.refetch': command({
    permission: 'SUBMIT',
    input: chosen,
    output: z.object({ activityId: z.string() }),
    errors: ['DATA_MISSING'],
  }),
  /** Deletes files in quarantine. */
  'cache.discard': command({
    permission: 'SUBMIT',
    input: chosen,
    output: z.object({ files: z.int(), freedBytes: z.number() }),
  }),
  /** How the cache stands to its budget, or would to another one. */
  'cache.budget': query({
    permission: 'VIEW_PNL',
    /** A budget to try, MB (10⁶ bytes); the saved one when left out. */
    input: z.strictObject({ budgetMb: z.int().min(1).nullable().optional() }),
    output: z.object({
      budgetMb: z.int().nullable(),
      usedBytes: z.number(),
      /** What must stay: results and jobs in the queue are pinned to it, or it is being changed. */
      heldBytes: z.number(),
      /** What would go, with the next pull or start. */
      evict: z.array(evictedFeedSchema),
      freedBytes: z.number(),
      /** Bytes by which the budget is exceeded all the same. */
      overBytes: z.number(),
      /** What went last since Hindcast was started. */
      latest: z.object({ at: momentSchema, days: z.int(), freedBytes: z.number() }).nullable(),
    }),
  }),
  /** Whether the candles that a job is pinned to are still here. */
  'cache.standing': query({
    permission: 'VIEW_PNL',
    input: z.strictObject({ jobId: jobIdSchema }),
    output: z.object({
      days: z.int(),
      /** Paths of day files whose bytes are gone: the job cannot be run or verified again without them. */
      gone: z.array(z.string()),
      /** Day files of which there is another version now; the job's own is kept. */
      kept: z.array(z.string()),
    }),
    errors: ['UNKNOWN_JOB'],
  }),
};
