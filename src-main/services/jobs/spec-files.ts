import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { SpecContext } from '../../../src-core/kinds/job-kind.ts';
import type { ParsedSpec } from '../../../src-core/kinds/registry.ts';

/**
 * The same spec with every path absolute and every file of settings that it names taken in, so that it means the same
 * wherever it is read.
 *
 * @param specFolder folder that paths in the spec are relative to
 * @throws HindcastError `BAD_SPEC` when a file that the spec names cannot be read or is not what it should be
 */
export function inlineSpec(parsed: ParsedSpec, specFolder: string): ParsedSpec {
  const { kind, spec } = parsed;
  const absolute = kind.withResolvedPaths(spec, (path) => resolve(specFolder, path));
  return { kind, spec: kind.inlined(absolute, fileContext) };
}

const fileContext: SpecContext = {
  readJson: (path) => {
    try {
      return JSON.parse(readFileSync(path, 'utf8'));
    } catch (error) {
      const what = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
      throw new HindcastError('BAD_SPEC', `${path}, which the spec names, ${what}.`, { cause: error });
    }
  },
  resolveBeside: (file, path) => resolve(dirname(file), path),
};
