import { z } from 'zod';
import { errorEnvelopeSchema } from '../../errors/error-envelope.ts';
import { dayStates } from '../../quality/day-state.ts';
import { dataPolicies } from '../../quality/fault-policy.ts';
import { faultCountsSchema, faultExampleShape } from '../../quality/fault-schema.ts';
import { feedSchema } from '../../feed/feed-schema.ts';
import {
  daySchema,
  doneSchema,
  emptySchema,
  feedRangeSchema,
  jobIdSchema,
  momentSchema,
} from '../common-schemas.ts';
import { activitySchema } from '../activity.ts';
import { command, query } from '../operation.ts';
import { importOptionsSchema } from './candle-files.ts';

const activityStarted = z.object({ activityId: z.string() });

/** `damaged` days lie in quarantine or cannot be read. */
export const calendarDaySchema = z.object({
  day: daySchema,
  state: z.enum(dayStates),
  rows: z.int(),
  /** Rows of a full day; null when the granularity names no period of a day or less. */
  expected: z.int().nullable(),
  sizeBytes: z.number(),
  /** When its bytes were last checked in full; null when never. */
  verifiedAt: momentSchema.nullable(),
  sha256: z.string().nullable(),
  /** Where it came from: a coordinator's address, a file, or `found`. */
  origin: z.string().nullable(),
  /** Whether its file was changed after it was verified. */
  isAltered: z.boolean(),
  /** Whether a result or a job in the queue depends on it. */
  pinned: z.boolean(),
  /** What is odd about its candles; null without a file that can be read. */
  faults: faultCountsSchema.nullable(),
  /** Addresses of coordinators that have it differently from its usual file; what they have is kept beside that. */
  differsAt: z.array(z.string()),
});
export type CalendarDay = z.output<typeof calendarDaySchema>;

/** Periods in a row without a candle; `start` is the first, in seconds since the epoch, UTC. */
const gapSchema = z.object({ start: z.int(), periods: z.int() });

export const dayDetailSchema = calendarDaySchema.extend({
  /** The first of them. */
  gaps: z.array(gapSchema),
  /** The first few of each other kind; `at` in seconds since the epoch, UTC. */
  examples: z.array(z.object({ at: z.number(), ...faultExampleShape })),
});
export type DayDetail = z.output<typeof dayDetailSchema>;

export const dataOperations = {
  /** Feeds with at least one day on this machine. */
  'data.feeds': query({
    permission: 'VIEW_PNL',
    input: emptySchema,
    output: z.array(
      z.object({
        feed: feedSchema,
        days: z.int(),
        firstDay: daySchema,
        lastDay: daySchema,
        sizeBytes: z.number(),
        isSynthetic: z.boolean(),
      }),
    ),
  }),
  /** Every day of the range, at most 4,000. */
  'data.calendar': query({
    permission: 'VIEW_PNL',
    input: feedRangeSchema,
    output: z.array(calendarDaySchema),
    errors: ['WORKER_CRASHED'],
  }),
  /** One day with its gaps and with examples of what is odd about it; reads its file. */
  'data.day': query({
    permission: 'VIEW_PNL',
    input: z.strictObject({ feed: feedSchema, day: daySchema }),
    output: dayDetailSchema,
    errors: ['WORKER_CRASHED'],
  }),
  'data.usage': query({
    permission: 'VIEW_PNL',
    input: emptySchema,
    output: z.object({
      cacheBytes: z.number(),
      resultBytes: z.number(),
      quarantineBytes: z.number(),
      freeBytes: z.number(),
    }),
  }),
  /** Fetches days from a coordinator; an activity of kind `pull`. */
  'data.pull': command({
    permission: 'SUBMIT',
    input: feedRangeSchema.extend({
      coordinatorId: z.string(),
      refresh: z.boolean().default(false),
      /** Files at once. */
      concurrency: z.int().min(1).max(32).optional(),
      /** Seconds that one file may take, and all of them; by its size and without limit when left out. */
      fileTimeoutSeconds: z.int().min(1).max(604_800).optional(),
      timeoutSeconds: z.int().min(1).max(604_800).optional(),
    }),
    output: activityStarted,
    errors: ['UNKNOWN_COORDINATOR', 'COORDINATOR_UNREACHABLE'],
  }),
  /** Brings a file of the user's own into the cache; an activity of kind `import`. */
  'data.import': command({
    permission: 'SUBMIT',
    input: z.strictObject({
      path: z.string().min(1),
      feed: feedSchema,
      skipBadRows: z.boolean().default(false),
      options: importOptionsSchema.default({}),
    }),
    output: activityStarted,
    errors: ['UNSAFE_PATH'],
  }),
  /** Hashes and reads days again; damaged ones go to quarantine. An activity of kind `verify_data`. */
  'data.verify': command({
    permission: 'SUBMIT',
    input: z.strictObject({ feed: feedSchema.nullable() }),
    output: activityStarted,
  }),
  'data.remove': command({
    permission: 'SUBMIT',
    input: feedRangeSchema,
    output: z.object({ removedDays: z.array(daySchema), freedBytes: z.number() }),
    errors: ['DATA_MISSING', 'BAD_INPUT'],
  }),
  'activities.cancel': command({
    permission: 'SUBMIT',
    input: z.strictObject({ activityId: z.string() }),
    output: z.object({ activity: activitySchema }),
    errors: ['UNKNOWN_ACTIVITY'],
  }),
  'activities.dismiss': command({
    permission: 'SUBMIT',
    input: z.strictObject({ activityId: z.string() }),
    output: doneSchema,
    errors: ['UNKNOWN_ACTIVITY'],
  }),
  /** What submitting this spec would meet: problems in it, data that is missing, a run that exists, how long it takes. */
  'data.preflight': query({
    permission: 'VIEW_PNL',
    input: z.strictObject({ spec: z.record(z.string(), z.json()) }),
    output: z.object({
      /** What is wrong with the spec; with it, nothing below is known. */
      problem: errorEnvelopeSchema.nullable(),
      feeds: z.array(
        z.object({
          feed: feedSchema,
          firstDay: daySchema,
          lastDay: daySchema,
          /**
           * As the run takes them: from the coordinator that the spec names, where it has them differently. Only the days
           * that there is something of, when the whole range would be too much to show.
           */
          days: z.array(calendarDaySchema),
          missingDays: z.int(),
          missingCandles: z.int(),
          /** Candles that the range should have; null when the granularity does not tell. */
          expectedCandles: z.int().nullable(),
          /** What a run over the range would count in the data that is here. */
          faults: faultCountsSchema,
          /**
           * Where days that are missing, damaged or fuller there can be had; null when no coordinator that answers at
           * once has any.
           */
          pull: z.object({ coordinatorId: z.string(), days: z.int(), sizeBytes: z.number() }).nullable(),
        }),
      ),
      candles: z.int(),
      /** What the spec makes of what is odd about the data; null when the spec has a problem. */
      dataPolicy: z
        .object({
          policy: z.enum(dataPolicies),
          maxMissingFraction: z.number(),
          verdict: z.enum(['clean', 'noted', 'warned', 'refused']),
          /** Why it would not run, as sentences; null when it would. */
          refusal: z.string().nullable(),
        })
        .nullable(),
      /** A job that is this very run, in whatever state. */
      identicalJobId: jobIdSchema.nullable(),
      /** From runs of the same model file, else of its language; null without any. */
      estimate: z.object({ lowSeconds: z.number(), highSeconds: z.number(), runs: z.int() }).nullable(),
    }),
    errors: ['WORKER_CRASHED'],
  }),
};
