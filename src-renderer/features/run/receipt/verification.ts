import { z } from 'zod';
import type { Activity } from '../../../../src-core/api/activity.ts';
import { formatMetric, metricRows } from '../../../../src-core/result/metric-rows.ts';

const resultSchema = z.object({
  verdict: z.enum(['bit_for_bit', 'twelve_digits', 'different']),
  inputs: z.array(
    z.object({
      input: z.string(),
      name: z.string(),
      before: z.string().nullable(),
      now: z.string().nullable(),
    }),
  ),
  metrics: z.array(
    z.object({ metric: z.string(), before: z.number().nullable(), now: z.number().nullable() }),
  ),
});

/** Something that is not the same in the second run, as texts. */
export interface Difference {
  /** What sort of thing: `candle file`, `version`, `metric`. */
  readonly what: string;
  readonly name: string;
  readonly before: string;
  readonly now: string;
}

export interface Verdict {
  readonly isReproduced: boolean;
  readonly sentence: string;
  readonly differences: readonly Difference[];
}

const sentences = {
  bit_for_bit: 'Reproduced bit for bit: predictions and metrics are the same.',
  twelve_digits: 'Reproduced to 12 significant digits: the runs differ only in last bits.',
  different: 'Not reproduced: running it again gave other figures.',
} as const;

/** What a completed verification found; undefined when it left nothing that can be read. */
export function verdictOf({ result }: Pick<Activity, 'result'>, config: unknown): Verdict | undefined {
  const found = resultSchema.safeParse(result).data;
  if (found === undefined) return undefined;
  return {
    isReproduced: found.verdict !== 'different',
    sentence: sentences[found.verdict],
    differences: [
      ...found.inputs.map(({ input, name, before, now }) => ({
        what: input,
        name,
        before: before ?? 'none',
        now: now ?? 'none',
      })),
      ...found.metrics.map((difference) => metricDifference(difference, config)),
    ],
  };
}

function metricDifference(
  { metric: name, before, now }: z.output<typeof resultSchema>['metrics'][number],
  config: unknown,
): Difference {
  const [row] = metricRows({ metrics: { [name]: before } }, config);
  const text = (value: number | null): string =>
    row === undefined ? String(value) : formatMetric(row.metric, value);
  // Where both read the same, only all digits show that they are not.
  const isVisible = text(before) !== text(now);
  return {
    what: 'metric',
    name: row?.metric.label ?? name,
    before: isVisible ? text(before) : String(before),
    now: isVisible ? text(now) : String(now),
  };
}
