import { z } from 'zod';
import { progressSchema } from '../job/progress.ts';
import { activitySchema } from './activity.ts';
import { jobIdSchema, momentSchema } from './common-schemas.ts';
import { jobRowSchema, slotSchema } from './job-row.ts';

/** The line at the foot of every screen. */
export const statusSchema = z.object({
  cacheBytes: z.number(),
  resultBytes: z.number(),
  /** Jobs that ended since midnight, UTC. */
  endedToday: z.int(),
  pending: z.int(),
  running: z.int(),
  /** Since when and by whom the queue is paused; null while it is not. */
  paused: z.object({ at: momentSchema, by: z.string() }).nullable(),
  /** The job whose turn it is, while the machine has less memory free than it is expected to need. */
  waitsForMemory: z.object({ jobId: jobIdSchema, neededBytes: z.number(), freeBytes: z.number() }).nullable(),
  /** Whether the last call to a coordinator got through; `unused` while there was none. */
  network: z.enum(['unused', 'reachable', 'unreachable']),
});
export type Status = z.output<typeof statusSchema>;

/** Areas whose queries have to be asked again. */
export const staleAreas = ['settings', 'coordinators', 'data', 'backfills'] as const;

/**
 * What happens, as it happens. Events are numbered without a gap from the snapshot's number on; whoever misses one takes
 * a new snapshot. `progress` comes at most ten times a second for a job.
 */
export const apiEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('job'), job: jobRowSchema }),
  z.object({ type: z.literal('job_removed'), jobId: jobIdSchema }),
  z.object({ type: z.literal('progress'), jobId: jobIdSchema, progress: progressSchema }),
  z.object({ type: z.literal('logged'), jobId: jobIdSchema }),
  z.object({ type: z.literal('slots'), slots: z.array(slotSchema) }),
  z.object({ type: z.literal('activity'), activity: activitySchema }),
  z.object({ type: z.literal('status'), status: statusSchema }),
  z.object({ type: z.literal('stale'), area: z.enum(staleAreas) }),
]);
export type ApiEvent = z.output<typeof apiEventSchema>;

export const numberedEventSchema = z.object({
  /** Names one life of the host: numbers of different epochs have nothing to do with each other. */
  epoch: z.string(),
  seq: z.int(),
  event: apiEventSchema,
});
export type NumberedEvent = z.output<typeof numberedEventSchema>;

/** Everything the events change, at one number. */
export const snapshotSchema = z.object({
  epoch: z.string(),
  seq: z.int(),
  jobs: z.array(jobRowSchema),
  slots: z.array(slotSchema),
  activities: z.array(activitySchema),
  status: statusSchema,
});
export type Snapshot = z.output<typeof snapshotSchema>;
