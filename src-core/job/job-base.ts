import { z } from 'zod';
import { defaultMemoryLimitMb } from './memory-limit.ts';
import { defaultMaxRetries } from './retry-policy.ts';

export const prioritySchema = z.enum(['low', 'normal', 'high', 'urgent']);
export type Priority = z.infer<typeof prioritySchema>;

/** What every kind of job carries, whatever it computes. Each kind extends this shape in its own folder. */
export const jobBaseShape = {
  $schema: z.string().optional().describe('Lets an editor complete this file; ignored by Hindcast'),
  name: z.string().min(1).max(200).describe('What to call the run'),
  seed: z.int().min(0).max(0xffff_ffff).default(1).describe('Seed of everything random in the run'),
  priority: prioritySchema.default('normal').describe('Place in the queue'),
  timeout_seconds: z
    .int()
    .min(300)
    .max(14_400)
    .default(3600)
    .describe('Wall-clock limit in seconds, 300 to 14,400'),
  memory_limit_mb: z
    .int()
    .min(256)
    .max(1_048_576)
    .default(defaultMemoryLimitMb)
    .describe('Memory limit of worker and model together, MiB'),
  max_retries: z
    .int()
    .min(0)
    .max(10)
    .default(defaultMaxRetries)
    .describe(
      'How often to try again when the worker process is lost; errors of the model are not tried again',
    ),
  coordinator: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('Address or saved name of the coordinator whose candles to take where coordinators differ'),
};

/**
 * Fields that say how to run a job, not what to compute; they do not take part in its identity. The coordinator counts by
 * the candles that it gave.
 */
export const notPartOfIdentity = [
  '$schema',
  'priority',
  'timeout_seconds',
  'memory_limit_mb',
  'max_retries',
  'coordinator',
] as const;
