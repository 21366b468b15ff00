import { createHash } from 'node:crypto';
import { notPartOfIdentity } from '../../../../src-core/job/job-base.ts';
import type { ParsedSpec } from '../../../../src-core/kinds/registry.ts';
import { canonicalJson } from '../../../../src-core/wire/canonical-json.ts';
import type { CodeFingerprint } from './code-fingerprint.ts';

/**
 * The id of a job: the first 32 hexadecimal digits of a SHA-256 over its canonical spec, its data, its model and its
 * owner (contract section 4). Defaults are filled in, and what does not change the result (priority, limits) is left
 * out. A code file counts by its content, not by its path, so moving a model keeps the id and editing it changes the
 * id; the path of a Python interpreter counts as it is.
 *
 * @param parsed with absolute paths, as `inlineSpec` gives it
 */
export function jobIdOf(
  parsed: ParsedSpec,
  code: CodeFingerprint,
  snapshotId: string,
  createdBy: string,
): string {
  const { kind, spec } = parsed;
  const byContent = kind.withResolvedPaths(spec, (path) => code.byReference.get(path) ?? path);
  const identity = {
    spec: Object.fromEntries(
      Object.entries(byContent as Record<string, unknown>).filter(([key]) => !isHow(key)),
    ),
    snapshot_id: snapshotId,
    model_hash: code.modelHash,
    created_by: createdBy,
  };
  return createHash('sha256').update(canonicalJson(identity)).digest('hex').slice(0, 32);
}

function isHow(key: string): boolean {
  return (notPartOfIdentity as readonly string[]).includes(key);
}
