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

it('a replay thread loads no package before its run: every run waits for it', () => {
  const modules = [
    'src-worker/kinds/replay/thread/user-code.ts',
    'src-core/kinds/replay/engine/replay-engine.ts',
    'src-core/kinds/replay/report/replay-charts.ts',
  ].map((path) => pathToFileURL(join(import.meta.dirname, '..', '..', '..', '..', path)).href);
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', listPackages, ...modules], {
    encoding: 'utf8',
  });
  expect(output.trim()).toBe('');
});
