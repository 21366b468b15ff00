import { z } from 'zod';
import { HindcastError } from '../errors/hindcast-error.ts';

/**
 * One segment of a feed's path. Segments become folder names, so the alphabet is small, `.` and `..` are refused,
 * and so are the device names that Windows reserves.
 */
const windowsReserved = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;
export const feedSegmentSchema = z
  .string()
  .regex(/^[A-Za-z0-9._:+-]{1,64}$/, 'use letters, digits and . _ : + - only')
  .refine((segment) => segment !== '.' && segment !== '..' && !windowsReserved.test(segment), {
    message: 'is not a name that every file system can hold',
  });

export const feedKindSchema = z.enum(['candle', 'tick', 'depth', 'funding']);

/** What a series of records is: who made it, of what, in which form, how often. */
export const feedSchema = z.strictObject({
  source: feedSegmentSchema.describe('Where the records come from, for example "binance"'),
  subject: feedSegmentSchema.describe('What they are about, for example "BTCUSDT"'),
  kind: feedKindSchema.describe('Form of the records'),
  granularity: feedSegmentSchema.describe('Time between records, for example "1m"'),
});

/**
 * The inverse of `feedPath`.
 *
 * @throws HindcastError `BAD_INPUT` when the text is not four safe segments with a known kind
 */
export function parseFeedPath(text: string): z.output<typeof feedSchema> {
  const [source, subject, kind, granularity, ...rest] = text.split('/');
  const parsed = feedSchema.safeParse({ source, subject, kind, granularity });
  if (!parsed.success || rest.length > 0) {
    throw new HindcastError(
      'BAD_INPUT',
      `"${text}" is not a feed. Write SOURCE/SUBJECT/KIND/GRANULARITY, for example binance/BTCUSDT/candle/1m: the kind is ` +
        `one of ${feedKindSchema.options.join(', ')}, the other parts have letters, digits and . _ : + - only.`,
    );
  }
  return parsed.data;
}
