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

/** @param outer where in the input `schema` begins, to which the paths of the issue are relative */
function describeIssue(
  issue: z.core.$ZodIssue,
  schema: unknown,
  outer: readonly PropertyKey[] = [],
): string[] {
  const path = [...outer, ...issue.path];
  const at = path.map(String).join('.');
  if (issue.code === 'invalid_union') {
    const options = definitionOf(schemaAt(schema, issue.path))?.['options'] as readonly unknown[] | undefined;
    const [meant] = issue.errors
      .map((issues, index) => ({ issues, option: options?.[index] }))
      .toSorted((one, other) => distanceOf(one.issues) - distanceOf(other.issues));
    if (meant !== undefined) return meant.issues.flatMap((inner) => describeIssue(inner, meant.option, path));
  }
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(shapeOf(schemaAt(schema, issue.path)) ?? {});
    return issue.keys.map((key) => {
      const nearest = nearestName(key, known);
      const where = at === '' ? `"${key}"` : `"${at}.${key}"`;
      return `unknown key ${where}${nearest === undefined ? '' : `, did you mean "${nearest}"?`}`;
    });
  }
  const words = wordsOf(issue);
  return [at === '' ? words : `"${at}": ${words}`];
}

/** How far an input is from one option of a union: of the right form but for what is in it, no such value, no such form. */
function distanceOf(issues: readonly z.core.$ZodIssue[]): number {
  const codes = new Set(issues.filter((issue) => issue.path.length === 0).map((issue) => issue.code));
  if (codes.has('invalid_type')) return 2;
  return codes.has('invalid_value') ? 1 : 0;
}

/** What is wrong, in words for people where the library's are for programmers. */
function wordsOf(issue: z.core.$ZodIssue): string {
  const isEmptyText = issue.code === 'too_small' && issue.origin === 'string' && issue.minimum === 1;
  if (isEmptyText) return 'must not be empty';
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is missing';
  return issue.message;
}

function schemaAt(schema: unknown, path: readonly PropertyKey[]): unknown {
  let current = unwrap(schema);
  for (const step of path) current = unwrap(childOf(current, step));
  return current;
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
