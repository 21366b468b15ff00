import type { z } from 'zod';
import { HindcastError } from '../errors/hindcast-error.ts';
import { nearestName } from '../errors/nearest-name.ts';
import { parseOrThrow } from '../errors/schema-error.ts';
import type { JobKind } from './job-kind.ts';
import { replayKind } from './replay/kind.ts';

/** Every kind of job there is. Adding one means adding its folder and a line here. */
export const jobKinds: readonly JobKind[] = [replayKind];

/**
 * The kind of that name.
 *
 * @throws HindcastError `BAD_SPEC` naming the nearest known kind
 */
export function findJobKind(name: string): JobKind {
  const found = jobKinds.find((candidate) => candidate.kind === name);
  if (found !== undefined) return found;
  const names = jobKinds.map((candidate) => candidate.kind);
  const nearest = nearestName(name, names);
  throw new HindcastError(
    'BAD_SPEC',
    `There is no kind of job "${name}"${nearest === undefined ? '.' : `, did you mean "${nearest}"?`} ` +
      `Known kinds: ${names.join(', ')}.`,
  );
}

/** A spec together with the kind that understands it. */
export interface ParsedSpec {
  kind: JobKind;
  spec: z.output<JobKind['specSchema']>;
}

/**
 * Reads a job spec of any kind and fills its defaults.
 *
 * @param subject what is being read, for messages: the file's name
 * @throws HindcastError `BAD_SPEC` naming every problem; unknown keys with the nearest known key
 */
export function parseJobSpec(input: unknown, subject: string): ParsedSpec {
  const name = (input as { kind?: unknown } | null)?.kind;
  if (typeof name !== 'string') {
    throw new HindcastError(
      'BAD_SPEC',
      `${subject} is not a job spec: it has no "kind". Known kinds: ${jobKinds.map((kind) => kind.kind).join(', ')}.`,
    );
  }
  const kind = findJobKind(name);
  return { kind, spec: parseOrThrow(kind.specSchema, input, subject, 'BAD_SPEC') };
}
