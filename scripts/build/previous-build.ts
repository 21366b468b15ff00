import { readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

export interface PreviousBuildOptions {
  /** Absolute path of the folder of bundles. */
  readonly outputFolder: string;
  /** A file there that every build writes. */
  readonly entry: string;
}

/**
 * Keeps what the build before wrote until the next one: whatever still runs of it loads some of its chunks late, such as
 * those that print the result of a run. All files of a build get one time, by which older ones are known.
 */
export function previousBuildPlugin({ outputFolder, entry }: PreviousBuildOptions): Plugin {
  let previous = 0;
  return {
    name: 'hindcast:previous-build',
    apply: 'build',
    config: () => ({ build: { emptyOutDir: false } }),
    buildStart() {
      previous = writtenAt(join(outputFolder, entry));
    },
    writeBundle(_, bundle) {
      const now = new Date();
      for (const name of readdirSync(outputFolder)) {
        const file = join(outputFolder, name);
        if (name in bundle) utimesSync(file, now, now);
        else if (writtenAt(file) < previous) rmSync(file, { force: true });
      }
    },
  };
}

/** In milliseconds since 1970; 0 for what is not there, which another build may have deleted just now. */
function writtenAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
