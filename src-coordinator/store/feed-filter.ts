import { z } from 'zod';

/** Which feeds are asked for; what is left out does not matter. */
export const feedFilterSchema = z.object({
  source: z.string().optional(),
  subject: z.string().optional(),
  kind: z.string().optional(),
  granularity: z.string().optional(),
});
export type FeedFilter = Readonly<z.infer<typeof feedFilterSchema>>;
