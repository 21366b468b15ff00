import { z } from 'zod';
import { parseOrThrow } from '../../../src-core/errors/schema-error.ts';

const limit = (usual: number, most: number): z.ZodDefault<z.ZodNumber> =>
  z.number().int().min(1).max(most).default(usual);

/** What the coordinator puts up with; the section `limits` of a feeds file. */
export const serverLimitsSchema = z.strictObject({
  /** Connections at once; one more is answered 503, and from twice as many on not at all. */
  connections: limit(512, 100_000),
  /** Day files being sent at once; one more is answered 503. */
  downloads: limit(64, 100_000),
  /** Size of a request's body. */
  body_bytes: limit(64 * 1024, 64 * 1024 * 1024),
  /** Size of a request's line and headers together; the line alone may take half of it. */
  header_bytes: limit(16 * 1024, 1024 * 1024),
  /** Time that the headers of a request may take to come in. */
  header_seconds: limit(10, 3600),
  /** Time that a whole request may take to come in. */
  request_seconds: limit(30, 3600),
  /** Time after which who takes no byte of an answer is cut off. */
  stalled_seconds: limit(60, 3600),
});
export type ServerLimits = z.infer<typeof serverLimitsSchema>;

/**
 * Limits, some of them replaced.
 *
 * @param replaced such as `downloads=8`
 * @throws HindcastError `BAD_INPUT` for a name that is none and a number that cannot be
 */
export function limitsWith(limits: ServerLimits, replaced: readonly string[]): ServerLimits {
  const given = replaced.map((text) => {
    const [name = '', ...rest] = text.split('=');
    const count = rest.join('=');
    return [name, /^\d+$/.test(count) ? Number(count) : count];
  });
  return parseOrThrow(serverLimitsSchema, { ...limits, ...Object.fromEntries(given) }, '--limit');
}
