import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { findJobKind, parseJobSpec } from '../../../src-core/kinds/registry.ts';
import type { SpecDraft } from './spec-value.ts';

/** What is wrong with a spec, as far as that can be seen without the host. */
export interface SpecCheck {
  /** Sentences by the path of the field that they are about. */
  readonly byPath: Readonly<Record<string, string>>;
  /** Keys that nobody knows, each with the nearest known one; they are kept, and refused when submitted. */
  readonly unknownKeys: readonly string[];
  /** Everything in one sentence; undefined when nothing is wrong. */
  readonly sentence: string | undefined;
}

/** Checks a spec with the schema of its kind. */
export function checkSpec(spec: SpecDraft): SpecCheck {
  try {
    parseJobSpec(spec, 'This spec');
    return { byPath: {}, unknownKeys: [], sentence: undefined };
  } catch (thrown) {
    const { message, details } = toErrorEnvelope(thrown);
    const problems = Array.isArray(details?.['problems']) ? details['problems'].map(String) : [];
    return {
      byPath: problemsByPath(spec),
      unknownKeys: problems.filter((problem) => problem.startsWith('unknown key')),
      sentence: message,
    };
  }
}

function problemsByPath(spec: SpecDraft): Record<string, string> {
  const { kind } = spec;
  if (typeof kind !== 'string') return {};
  try {
    const { error } = findJobKind(kind).specSchema.safeParse(spec);
    const issues = error?.issues.filter(({ code }) => code !== 'unrecognized_keys') ?? [];
    return Object.fromEntries(issues.map(({ path, message }) => [path.map(String).join('.'), message]));
  } catch {
    // There is no such kind: the sentence says so.
    return {};
  }
}
