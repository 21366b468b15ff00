import { z } from 'zod';
import { errorEnvelopeSchema } from '../../errors/error-envelope.ts';
import type { ErrorCode } from '../../errors/hindcast-error.ts';
import { feedSchema } from '../../feed/feed-schema.ts';
import { daySchema, doneSchema, emptySchema, momentSchema } from '../common-schemas.ts';
import { command, query } from '../operation.ts';

const reaching: readonly ErrorCode[] = [
  'UNKNOWN_COORDINATOR',
  'COORDINATOR_UNREACHABLE',
  'COORDINATOR_REFUSED',
  'COORDINATOR_LIED',
  'UNSAFE_PATH',
];
const ofCoordinator = z.strictObject({ coordinatorId: z.string() });

export const coordinatorSchema = z.object({
  coordinatorId: z.string(),
  name: z.string(),
  url: z.string(),
  hasKey: z.boolean(),
});
export type Coordinator = z.output<typeof coordinatorSchema>;

export const backfillSchema = z.object({
  id: z.string(),
  feed: feedSchema,
  startTs: momentSchema,
  endTs: momentSchema,
  cursorTs: momentSchema.nullable(),
  recordsWritten: z.int(),
  pagesFetched: z.int(),
  /** A coordinator that does not tell the two apart calls a cancelled one failed. */
  status: z.enum(['pending', 'running', 'completed', 'failed', 'cancelled']),
  error: z.string().nullable(),
  createdAt: momentSchema,
  updatedAt: momentSchema,
  /** From the cursor between start and end, in [0, 1]. */
  fraction: z.number().min(0).max(1),
  /** Pending or running, but without a sign of life for long: what to do stands in the contract's section 1.9. */
  isStuck: z.boolean(),
  /** Completed, but its last record lies well before its end. */
  isTruncated: z.boolean(),
});
export type Backfill = z.output<typeof backfillSchema>;

export const coordinatorOperations = {
  'coordinators.list': query({
    permission: 'VIEW_PNL',
    input: emptySchema,
    output: z.array(coordinatorSchema),
  }),
  /** Adds one, or changes the one of that id. A key goes to the keychain; left out it stays, empty it goes. */
  'coordinators.save': command({
    permission: 'SUBMIT',
    input: z.strictObject({
      coordinatorId: z.string().nullable(),
      name: z.string().min(1).max(80),
      url: z.string().min(1).max(2000),
      apiKey: z.string().max(1000).optional(),
    }),
    output: coordinatorSchema,
    // An address that is none is for who types it, as are other inputs that only the host can judge.
    errors: ['UNKNOWN_COORDINATOR', 'BAD_INPUT'],
  }),
  'coordinators.remove': command({
    permission: 'SUBMIT',
    input: ofCoordinator,
    output: doneSchema,
    errors: ['UNKNOWN_COORDINATOR'],
  }),
  /** Lets a coordinator be asked what it has, or all for null; before that, no screen connects to it by itself. */
  'coordinators.ask': command({
    permission: 'SUBMIT',
    input: z.strictObject({ coordinatorId: z.string().nullable() }),
    output: doneSchema,
    errors: ['UNKNOWN_COORDINATOR', 'COORDINATOR_UNREACHABLE'],
  }),
  /** Ids of those that a person has had asked since Hindcast was started; none while it is set to stay offline. */
  'coordinators.asked': query({
    permission: 'VIEW_PNL',
    input: emptySchema,
    output: z.array(z.string()),
  }),
  /** Whether it answers, who it is, how fast. Trouble is in the answer, not thrown. */
  'coordinators.test': query({
    permission: 'SUBMIT',
    input: ofCoordinator,
    output: z.object({
      reachable: z.boolean(),
      milliseconds: z.number(),
      info: z.object({ crunchId: z.string(), crunchAddress: z.string(), network: z.string() }).nullable(),
      error: errorEnvelopeSchema.nullable(),
    }),
    errors: ['UNKNOWN_COORDINATOR', 'COORDINATOR_UNREACHABLE'],
  }),
  'coordinators.feeds': query({
    permission: 'VIEW_PNL',
    input: ofCoordinator,
    output: z.array(
      z.object({
        feed: feedSchema,
        recordCount: z.int(),
        oldestTs: momentSchema.nullable(),
        newestTs: momentSchema.nullable(),
        watermarkTs: momentSchema.nullable(),
      }),
    ),
    errors: reaching,
  }),
  /** Every feed that it has days of to be pulled; more or other feeds than it takes in at the moment. */
  'coordinators.index': query({
    permission: 'VIEW_PNL',
    input: ofCoordinator,
    output: z.array(
      z.object({
        feed: feedSchema,
        days: z.int(),
        firstDay: daySchema,
        lastDay: daySchema,
        records: z.int(),
        sizeBytes: z.number(),
      }),
    ),
    errors: reaching,
  }),
  /** The latest live records of a feed, newest first. */
  'coordinators.latest': query({
    permission: 'VIEW_PNL',
    input: ofCoordinator.extend({ feed: feedSchema, limit: z.int().min(1).max(200).default(20) }),
    output: z.array(
      z.object({
        ts: momentSchema,
        ingestedTs: momentSchema.nullable(),
        values: z.record(z.string(), z.json()),
      }),
    ),
    errors: reaching,
  }),
  /** Days of a feed that it has to be pulled. */
  'coordinators.days': query({
    permission: 'VIEW_PNL',
    input: ofCoordinator.extend({ feed: feedSchema }),
    output: z.array(z.object({ day: daySchema, records: z.int(), sizeBytes: z.number() })),
    errors: reaching,
  }),
  /** Starts a backfill there and follows it as an activity of kind `backfill`. */
  'coordinators.backfill': command({
    permission: 'SUBMIT',
    input: ofCoordinator.extend({ feed: feedSchema, firstDay: daySchema, lastDay: daySchema }),
    output: z.object({ backfill: backfillSchema, activityId: z.string() }),
    errors: [...reaching, 'UNKNOWN_FEED'],
  }),
  /** The latest hundred backfills, newest first. */
  'coordinators.backfills': query({
    permission: 'VIEW_PNL',
    input: ofCoordinator,
    output: z.array(backfillSchema),
    errors: reaching,
  }),
};
