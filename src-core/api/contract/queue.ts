import { z } from 'zod';
import { prioritySchema } from '../../job/job-base.ts';
import { bulkOutcomeSchema, doneSchema, emptySchema, jobIdSchema, momentSchema } from '../common-schemas.ts';
import { command, query } from '../operation.ts';

const jobIdsSchema = z.array(jobIdSchema).min(1).max(10_000);

export const jobGroupSchema = z.object({
  groupId: z.string(),
  name: z.string(),
  createdBy: z.string(),
  createdAt: momentSchema,
  counts: z.object({
    pending: z.int(),
    running: z.int(),
    completed: z.int(),
    failed: z.int(),
    cancelled: z.int(),
  }),
  /** In [0, 1]: the mean over its jobs, one that has ended counting as done. */
  fraction: z.number(),
});
export type JobGroupRow = z.output<typeof jobGroupSchema>;

/** The order of the queue, and whether it runs. What the rules are: docs/spec/queue.md. */
export const queueOperations = {
  /** Takes nothing from the queue any more; what runs goes on. */
  'queue.pause': command({ permission: 'SUBMIT', input: emptySchema, output: doneSchema }),
  'queue.resume': command({ permission: 'SUBMIT', input: emptySchema, output: doneSchema }),
  /** Moves pending jobs, which keep their order among themselves. Those that have started meanwhile are passed over. */
  'queue.move': command({
    permission: 'SUBMIT',
    input: z.strictObject({
      jobIds: jobIdsSchema,
      place: z.union([
        z.strictObject({ to: z.enum(['front', 'back']) }),
        z.strictObject({ before: jobIdSchema }),
      ]),
    }),
    output: z.object({ moved: z.array(jobIdSchema) }),
    errors: ['UNKNOWN_JOB', 'BAD_INPUT'],
  }),
  'queue.prioritize': command({
    permission: 'SUBMIT',
    input: z.strictObject({ jobIds: jobIdsSchema, priority: prioritySchema }),
    output: bulkOutcomeSchema,
  }),
  /** Lets pending jobs start no earlier than a moment; null lets them start when it is their turn. */
  'queue.schedule': command({
    permission: 'SUBMIT',
    input: z.strictObject({ jobIds: jobIdsSchema, notBefore: z.iso.datetime().nullable() }),
    output: bulkOutcomeSchema,
  }),
  'queue.groups': query({ permission: 'VIEW_PNL', input: emptySchema, output: z.array(jobGroupSchema) }),
  /** Cancels all jobs of a group that have not ended. */
  'queue.cancelGroup': command({
    permission: 'SUBMIT',
    input: z.strictObject({ groupId: z.string().max(100) }),
    output: bulkOutcomeSchema,
    errors: ['BAD_INPUT'],
  }),
};
