import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
}

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Readonly<Record<string, LockedPackage>>;
};

/** Whether a package is found from a folder of the lockfile, as Node looks for it: here, then further up. */
function isFound(from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in lock.packages) return true;
    if (folder === '') return false;
  }
}

describe('package-lock.json', () => {
  it('has an entry for every optional dependency: one that is missing makes npm ci fail on other machines', () => {
    const missing = Object.entries(lock.packages).flatMap(([folder, locked]) =>
      Object.keys(locked.optionalDependencies ?? {})
        .filter((name) => !isFound(folder, name))
        .map((name) => `${folder} needs ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('takes everything from the registry, with a hash', () => {
    const odd = Object.entries(lock.packages).filter(
      ([folder, { integrity, resolved, link }]) =>
        folder !== '' &&
        (integrity === undefined ||
          link === true ||
          !/^(https:\/\/registry\.npmjs\.org\/|$)/.test(resolved ?? '')),
    );
    expect(odd.map(([folder]) => folder)).toEqual([]);
  });
});
