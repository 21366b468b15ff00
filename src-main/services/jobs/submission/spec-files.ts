import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type { SpecContext } from '../../../../src-core/kinds/job-kind.ts';
import type { ParsedSpec } from '../../../../src-core/kinds/registry.ts';
import type { PathGuard } from '../../files/path-guard.ts';

/**
 * The same spec with every path absolute and every file of settings that it names taken in, so that it means the same
 * wherever it is read.
 *
 * @param specFolder folder that paths in the spec are relative to
 * @param paths which files may be read; any when left out
 * @throws HindcastError `BAD_SPEC` when a file that the spec names cannot be read or is not what it should be;
 *   `UNSAFE_PATH` when it may not be read
 */
export async function inlineSpec(
  parsed: ParsedSpec,
  specFolder: string,
  paths?: PathGuard,
): Promise<ParsedSpec> {
  const { kind, spec } = parsed;
  const absolute = kind.withResolvedPaths(spec, (path) => resolve(specFolder, path));
  return { kind, spec: await kind.inlined(absolute, contextOf(paths)) };
}

function contextOf(paths: PathGuard | undefined): SpecContext {
  return {
    readJson: async (path) => {
      await paths?.assertReadable(path);
      try {
        return JSON.parse(await readFile(path, 'utf8'));
      } catch (error) {
        const what = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
        throw new HindcastError('BAD_SPEC', `${path}, which the spec names, ${what}.`, { cause: error });
      }
    },
    resolveBeside: (file, path) => resolve(dirname(file), path),
  };
}
