import { z } from 'zod';

/** Whether a run was made again with candles altered after some times, which no earlier prediction may follow from. */
export const lookaheadSchema = z.object({ checked: z.boolean(), altered_after: z.array(z.string()) });
export type Lookahead = z.infer<typeof lookaheadSchema>;

const partSchema = z.object({ lookahead: lookaheadSchema });

/** What a summary says of looking ahead; undefined where its kind, or an older version, does not say. */
export function lookaheadOf(summary: object): Lookahead | undefined {
  return partSchema.safeParse(summary).data?.lookahead;
}

export function lookaheadWords({ checked, altered_after: times }: Lookahead): string {
  if (!checked) return 'not checked';
  return `checked: candles after ${times.join(', ')} were altered, and predictions up to then did not move`;
}
