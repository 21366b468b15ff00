import type { DataNeed } from '../../../../src-core/kinds/job-kind.ts';
import { parseJobSpec, type ParsedSpec } from '../../../../src-core/kinds/registry.ts';
import type { PathGuard } from '../../files/path-guard.ts';
import { fingerprintCode, type CodeFingerprint } from './code-fingerprint.ts';
import { inlineSpec } from './spec-files.ts';

export interface SpecToRead {
  /** The spec as JSON gave it. */
  readonly input: unknown;
  /** What it is called in messages: the file's name. */
  readonly subject: string;
  /** Folder that paths in the spec are relative to. */
  readonly specFolder: string;
  /** Which files the spec may name; any when left out. */
  readonly paths?: PathGuard;
}

/** A spec that can be run, with what is known of it before its data is looked at. */
export interface SpecRead {
  /** Defaults filled in, paths absolute, files of settings taken in. */
  readonly parsed: ParsedSpec;
  readonly code: CodeFingerprint;
  readonly need: DataNeed;
}

/**
 * Reads a spec and the code that it names.
 *
 * @throws HindcastError `BAD_SPEC`, `BAD_INPUT` for the spec; `UNSAFE_PATH` when it names a file that it may not
 */
export async function readSpec(request: SpecToRead): Promise<SpecRead> {
  const { input, subject, specFolder, paths } = request;
  const parsed = await inlineSpec(parseJobSpec(input, subject), specFolder, paths);
  const { kind, spec } = parsed;
  const references = kind.codeReferences(spec);
  for (const { path } of references) await paths?.assertReadable(path);
  return { parsed, code: fingerprintCode(references), need: kind.dataNeed(spec) };
}
