import type { z } from 'zod';
import { HindcastError, type ErrorCode } from './hindcast-error.ts';
import { nearestName } from './nearest-name.ts';

/**
 * Parses `input` with `schema`, or throws one {@link HindcastError} that names every problem: the path,
 * what is wrong there and, for an unknown key, the nearest known key.
 *
 * @param subject what is being read, for the message: "spec.json", "index of http://…"
 */
export function parseOrThrow<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  subject: string,
  code: ErrorCode = 'BAD_INPUT',
): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => describeIssue(issue, schema));
  const sentence = problems.join('; ');
  throw new HindcastError(code, `${subject}: ${sentence}${/[.?]$/.test(sentence) ? '' : '.'}`, {
    details: { problems },
  });
}

function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType): string[] {
  const at = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path);
    return issue.keys.map((key) => {
      const nearest = nearestName(key, known);
      const where = at === '' ? `"${key}"` : `"${at}.${key}"`;
      return `unknown key ${where}${nearest === undefined ? '' : `, did you mean "${nearest}"?`}`;
    });
  }
  const words = wordsOf(issue);
  return [at === '' ? words : `"${at}": ${words}`];
}

/** What is wrong, in words for people where the library's are for programmers. */
function wordsOf(issue: z.core.$ZodIssue): string {
  const isEmptyText = issue.code === 'too_small' && issue.origin === 'string' && issue.minimum === 1;
  if (isEmptyText) return 'must not be empty';
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is missing';
  return issue.message;
}

function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const step of path) current = childOf(unwrap(current), step);
  const shape = shapeOf(unwrap(current));
  return shape === undefined ? [] : Object.keys(shape);
}

function childOf(schema: unknown, step: PropertyKey): unknown {
  if (typeof step === 'number') return definitionOf(schema)?.['element'];
  return shapeOf(schema)?.[String(step)];
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  return (schema as { shape?: Record<string, unknown> } | undefined)?.shape;
}

function definitionOf(schema: unknown): Record<string, unknown> | undefined {
  return (schema as { def?: Record<string, unknown> } | undefined)?.def;
}

/** Looks through optional, default, nullable and pipe wrappers to the schema they wrap. */
function unwrap(schema: unknown): unknown {
  let current = schema;
  for (;;) {
    const definition = definitionOf(current);
    const inner = definition?.['innerType'] ?? definition?.['in'];
    if (inner === undefined) return current;
    current = inner;
  }
}
