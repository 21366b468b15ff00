import { existsSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { isWithin, type PathGuard } from '../../files/path-guard.ts';
import type { Home } from '../../home/home.ts';
import { bundledModelsFolder, provideBundledModel } from './bundled-models.ts';
import type { SpecToRead } from './read-spec.ts';

/**
 * What paths mean in a spec that comes from a screen, which has no folder that they could be relative to: they are
 * absolute, and within what the user has opened to the application; or `examples/models/…` for a model that ships with
 * Hindcast.
 *
 * @param guard what the user has opened
 */
export function specPathsOf(
  home: Home,
  guard: PathGuard,
): Required<Pick<SpecToRead, 'specFolder' | 'paths'>> {
  const assertReadable = async (path: string): Promise<void> => {
    if (dirname(path) === bundledModelsFolder(home) && (await provideBundledModel(home, basename(path)))) {
      return;
    }
    if (isWithin(home.root, path) && !existsSync(path)) {
      throw new HindcastError(
        'BAD_SPEC',
        `The spec names "${relative(home.root, path)}". Give the file's whole path, or the name of a model that ships ` +
          'with Hindcast, such as examples/models/mean-reversion.ts.',
        { details: { path } },
      );
    }
    await guard.assertReadable(path);
  };
  return { specFolder: home.root, paths: { assertReadable } };
}
