import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { findJobKind, parseJobSpec } from '../../../src-core/kinds/registry.ts';
import { rendererKindOf } from '../kinds/registry.ts';
import { describeIssue } from './describe-issue.ts';
import { valueAt, type SpecDraft } from './spec-value.ts';

/** What is wrong with a spec, as far as that can be seen without the host. */
export interface SpecCheck {
  /** Sentences by the path of the field that they are about. */
  readonly byPath: Readonly<Record<string, string>>;
  /** Keys that nobody knows, each with the nearest known one; they are kept, and refused when submitted. */
  readonly unknownKeys: readonly string[];
  /** Why it cannot be submitted, in one sentence; undefined when nothing is wrong. */
  readonly sentence: string | undefined;
}

/** Checks a spec with the schema of its kind, and with what its screens know beyond it. */
export function checkSpec(spec: SpecDraft): SpecCheck {
  const kind = typeof spec['kind'] === 'string' ? spec['kind'] : '';
  const byPath = { ...rendererKindOf(kind)?.problemsOf(spec), ...problemsByPath(spec, kind) };
  let unknownKeys: string[] = [];
  let sentence: string | undefined;
  try {
    parseJobSpec(spec, 'This spec');
  } catch (thrown) {
    const { message, details } = toErrorEnvelope(thrown);
    const problems = Array.isArray(details?.['problems']) ? details['problems'].map(String) : [];
    unknownKeys = problems.filter((problem) => problem.startsWith('unknown key'));
    sentence = message;
  }
  const fields = Object.keys(byPath).length;
  if (fields > 0) sentence = fields === 1 ? 'A field needs attention.' : `${fields} fields need attention.`;
  return { byPath, unknownKeys, sentence };
}

/** The problems to show while a spec is still being written: an empty field is not wrong before it was sent. */
export function problemsSoFar(byPath: SpecCheck['byPath'], spec: SpecDraft): SpecCheck['byPath'] {
  return Object.fromEntries(
    Object.entries(byPath).filter(([path]) => !['', undefined].includes(valueAt(spec, path) as string)),
  );
}

function problemsByPath(spec: SpecDraft, kind: string): Record<string, string> {
  try {
    const { error } = findJobKind(kind).specSchema.safeParse(spec);
    const issues = error?.issues.filter(({ code }) => code !== 'unrecognized_keys') ?? [];
    return Object.fromEntries(
      issues.map((issue) => {
        const path = issue.path.map(String).join('.');
        return [path, describeIssue(issue, valueAt(spec, path))];
      }),
    );
  } catch {
    // There is no such kind: the sentence says so.
    return {};
  }
}
