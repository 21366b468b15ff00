import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Prints the packages that a module brings with it, one a line. */
const listPackages = `
  import { registerHooks } from 'node:module';
  const packages = new Set();
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const name = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(resolved.url)?.[1];
      if (name !== undefined) packages.add(name);
      return resolved;
    },
  });
  for (const url of process.argv.slice(1)) await import(url);
  console.log([...packages].join('\\n'));
`;

function packagesOf(modules: readonly string[]): string[] {
  const root = join(import.meta.dirname, '..', '..', '..', '..');
  const urls = modules.map((path) => pathToFileURL(join(root, path)).href);
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', listPackages, ...urls], {
    encoding: 'utf8',
  });
  return output.split('\n').filter((name) => name !== '');
}

it('a replay thread loads no package before its run: every run waits for it', () => {
  const packages = packagesOf([
    'src-worker/kinds/replay/thread/user-code.ts',
    'src-core/kinds/replay/engine/replay-engine.ts',
    'src-core/kinds/replay/report/replay-charts.ts',
  ]);
  expect(packages).toEqual([]);
});

it('a job worker loads no package before it needs one: each takes long to load', () => {
  const packages = packagesOf([
    'src-worker/job/artifacts.ts',
    'src-worker/job/job-log.ts',
    'src-worker/kinds/registry.ts',
    'src-worker/kinds/replay/replay-runner.ts',
  ]);
  expect(packages).toEqual([]);
});
