import type { z } from 'zod';

/** One thing wrong with a request, in the form that FastAPI gives it. */
export interface ValidationDetail {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
}

/** An answer other than the one asked for; the body is `{"detail": …}` (contract section 1). */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly statusCode: number;
  readonly detail: string | readonly ValidationDetail[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    statusCode: number,
    detail: string | readonly ValidationDetail[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(typeof detail === 'string' ? detail : 'validation failed');
    this.statusCode = statusCode;
    this.detail = detail;
    this.headers = headers;
  }
}

/** 503 with when to try again. */
export function tooMany(what: string): HttpProblem {
  return new HttpProblem(503, `${what} Try again in a moment.`, { 'retry-after': '1' });
}

/**
 * Checks a body or query.
 *
 * @throws HttpProblem 422 with a list naming every wrong or missing field
 */
export function parseRequestPart<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  part: 'body' | 'query',
): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new HttpProblem(
    422,
    result.error.issues.map((issue) => {
      const missing = issue.path.length > 0 && valueAt(input, issue.path) === undefined;
      return {
        type: missing ? 'missing' : 'value_error',
        loc: [part, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))],
        msg: missing ? 'Field required' : issue.message,
      };
    }),
  );
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[step];
  return value;
}
