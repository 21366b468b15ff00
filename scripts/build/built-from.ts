import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { withSlashes } from './relocate-urls.ts';

export interface BuiltFromOptions {
  /** Absolute path of the repository. */
  readonly root: string;
  /** Absolute path of the folder of bundles. */
  readonly outputFolder: string;
  /** What else decides what comes out, relative to the root. */
  readonly settings: readonly string[];
}

/** A file relative to the root with slashes, its size in bytes, and when it was changed, in milliseconds since 1970. */
type SeenFile = [path: string, size: number, changed: number];

/**
 * Writes down which files the bundles were made of, so that `bin/hindcast.mjs` runs them as long as these are what they
 * were. It is written last, and not at all when one of them was changed meanwhile.
 */
export function builtFromPlugin({ root, outputFolder, settings }: BuiltFromOptions): Plugin {
  const record = join(outputFolder, 'built-from.json');
  const top = `${withSlashes(root)}/`;
  let started = 0;
  return {
    name: 'hindcast:built-from',
    apply: 'build',
    buildStart() {
      started = Date.now();
      rmSync(record, { force: true });
    },
    writeBundle() {
      const own = [...this.getModuleIds()]
        .map(withSlashes)
        .filter((id) => id.startsWith(top) && !id.startsWith(`${top}node_modules/`))
        .map((id) => id.slice(top.length));
      // Without any, the record would hold whatever is changed.
      if (own.length === 0) throw new Error(`None of what was built is below ${root}.`);
      const files = [...own, ...settings].sort().map((path): SeenFile => {
        const { size, mtimeMs } = statSync(join(root, path));
        return [path, size, mtimeMs];
      });
      // Another build that began later may have written one, of files that this has replaced.
      if (files.some(([, , changed]) => changed >= started)) rmSync(record, { force: true });
      else writeFileSync(record, JSON.stringify({ files }));
    },
  };
}
