import fc from 'fast-check';
import type { Priority } from '../../../../src-core/job/job-base.ts';
import type { ModelPlace, SubmitOrder, WayToEnd } from './queue-model.ts';

/** Who acts: three connections to one file, as of three processes. */
export const connections = 3;
const jobNumbers = [1, 2, 3, 4, 5] as const;

/** What may be done to many jobs at once. */
type BulkAct = 'cancel' | 'retry' | 'remove' | 'prioritize';

/**
 * One step of a history. `attempt` counts back from the latest attempt of a job: 0 holds the lease if anyone does, others
 * are late.
 */
export type Step = { readonly by: number } & (
  | { readonly do: 'submit'; readonly job: number; readonly order: SubmitOrder }
  | {
      readonly do: 'claim';
      readonly job?: number | undefined;
      readonly accepts?: readonly number[] | undefined;
    }
  | { readonly do: 'beat' | 'stall' | 'hear'; readonly job: number; readonly attempt: number }
  | { readonly do: 'progress'; readonly job: number; readonly attempt: number; readonly fraction: number }
  | { readonly do: 'end'; readonly job: number; readonly attempt: number; readonly way: WayToEnd }
  | { readonly do: 'cancel' | 'retry' | 'remove' | 'pin' | 'unpin'; readonly job: number }
  | { readonly do: 'move'; readonly jobs: readonly number[]; readonly place: ModelPlace }
  | { readonly do: 'prioritize'; readonly job: number; readonly priority: Priority }
  | {
      readonly do: 'bulk';
      readonly act: BulkAct;
      readonly jobs: readonly number[];
      readonly priority: Priority;
    }
  | { readonly do: 'schedule'; readonly job: number; readonly startsIn: number | null }
  | { readonly do: 'pause' | 'resume' | 'crash' }
  | { readonly do: 'wait'; readonly milliseconds: number }
);

export type BulkStep = Step & { readonly do: 'bulk' };
export type SingleStep = Exclude<Step, BulkStep>;

const second = 1000;
const hour = 3_600_000;
const by = fc.nat({ max: connections - 1 });
const job = fc.constantFrom(...jobNumbers);
const priority = fc.constantFrom<Priority[]>('low', 'normal', 'high', 'urgent');
const attempt = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat({ max: 2 }) },
);
const startsIn = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.constantFrom(-second, 0, 10 * second, 2 * hour) },
);
const order: fc.Arbitrary<SubmitOrder> = fc.record({
  priority,
  maxRetries: fc.nat({ max: 2 }),
  after: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.uniqueArray(job, { maxLength: 2 }) },
  ),
  startsIn,
  group: fc.option(fc.nat({ max: 1 })),
  force: fc.boolean(),
});
const place: fc.Arbitrary<ModelPlace> = fc.oneof(
  fc.constantFrom<ModelPlace[]>('front', 'back'),
  fc.record({ before: job }),
);
const waits = [1, second, 5 * second, 60 * second, 300 * second, hour, 3 * hour, 30 * hour];

function choice<Value>(weight: number, arbitrary: fc.Arbitrary<Value>) {
  return { weight, arbitrary };
}

const submit = fc.record({ do: fc.constant('submit' as const), by, job, order });
const step: fc.Arbitrary<Step> = fc.oneof(
  choice(8, submit),
  choice(
    8,
    fc.record({
      do: fc.constant('claim' as const),
      by,
      accepts: fc.option(fc.subarray([...jobNumbers]), { freq: 4, nil: undefined }),
    }),
  ),
  choice(2, fc.record({ do: fc.constant('claim' as const), by, job })),
  choice(
    3,
    fc.record({ do: fc.constantFrom('beat' as const, 'stall' as const, 'hear' as const), by, job, attempt }),
  ),
  choice(
    2,
    fc.record({
      do: fc.constant('progress' as const),
      by,
      job,
      attempt,
      fraction: fc.constantFrom(0, 0.25, 0.5, 0.9, 1),
    }),
  ),
  choice(
    10,
    fc.record({
      do: fc.constant('end' as const),
      by,
      job,
      attempt,
      way: fc.constantFrom<WayToEnd[]>('complete', 'complete', 'fail', 'lose', 'lose', 'stop', 'release'),
    }),
  ),
  choice(
    6,
    fc.record({
      do: fc.constantFrom<('cancel' | 'retry' | 'remove' | 'pin' | 'unpin')[]>(
        'cancel',
        'cancel',
        'retry',
        'retry',
        'remove',
        'pin',
        'unpin',
      ),
      by,
      job,
    }),
  ),
  choice(
    4,
    fc.record({
      do: fc.constant('move' as const),
      by,
      jobs: fc.uniqueArray(job, { minLength: 1, maxLength: 3 }),
      place,
    }),
  ),
  choice(1, fc.record({ do: fc.constant('prioritize' as const), by, job, priority })),
  choice(
    3,
    fc.record({
      do: fc.constant('bulk' as const),
      by,
      act: fc.constantFrom<BulkAct[]>('cancel', 'retry', 'remove', 'prioritize'),
      jobs: fc.subarray([...jobNumbers], { minLength: 2 }),
      priority,
    }),
  ),
  choice(2, fc.record({ do: fc.constant('schedule' as const), by, job, startsIn })),
  choice(2, fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const, 'resume' as const), by })),
  choice(2, fc.record({ do: fc.constant('crash' as const), by })),
  choice(
    6,
    fc.record({
      do: fc.constant('wait' as const),
      by,
      milliseconds: fc.oneof(
        choice(4, fc.constantFrom(...waits)),
        choice(1, fc.constantFrom(...waits.map((wait) => -wait))),
      ),
    }),
  ),
);

/** Some jobs end and are deleted, and all are asked for again, those that waited for them among them. */
const deletionAndRetry: fc.Arbitrary<Step[]> = fc
  .record({ by, priority, jobs: fc.subarray([...jobNumbers], { minLength: 1, maxLength: 2 }) })
  .map((chosen) => [
    { ...chosen, do: 'bulk', act: 'cancel' },
    { ...chosen, do: 'bulk', act: 'remove' },
    { ...chosen, do: 'bulk', act: 'retry', jobs: jobNumbers },
  ]);

/** Random histories. Most begin with jobs in the queue, some in chains; shrinking leaves out steps. */
export const histories: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.array(submit, { maxLength: 8, size: 'max' }),
    fc.array(
      fc.oneof(
        choice(
          80,
          step.map((one) => [one]),
        ),
        choice(1, deletionAndRetry),
      ),
      {
        maxLength: 80,
        size: 'max',
      },
    ),
  )
  .map((parts) => parts.flat(2));
