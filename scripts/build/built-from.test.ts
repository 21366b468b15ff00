import { existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { builtFromPlugin } from './built-from.ts';

const longAgo = new Date('2026-01-15T00:00:00Z');
let root: string;
let record: string;
beforeEach(() => {
  // Where npm would put it.
  root = join(temporaryFolder(), 'node_modules/hindcast');
  record = join(root, 'out/built-from.json');
  for (const path of [
    'src-core/a.ts',
    'node_modules/zod/index.js',
    'package-lock.json',
    'out/built-from.json',
  ]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path);
    utimesSync(join(root, path), longAgo, longAgo);
  }
});

/** The hooks of a build, with what they use of it. */
function hooks(own = [join(root, 'src-core/a.ts')]) {
  const modules = [...own, join(root, 'node_modules/zod/index.js'), '\0virtual'];
  const { buildStart, writeBundle } = builtFromPlugin({
    root,
    outputFolder: join(root, 'out'),
    settings: ['package-lock.json'],
  });
  const call = (hook: unknown): void =>
    (hook as (this: object) => void).call({ getModuleIds: () => modules.values() });
  return { start: () => call(buildStart), written: () => call(writeBundle) };
}

it('writes down own sources and settings, as they were, wherever the checkout is', () => {
  const build = hooks();
  build.start();
  build.written();
  const seen = (path: string): unknown[] => [path, statSync(join(root, path)).size, longAgo.getTime()];
  expect(JSON.parse(readFileSync(record, 'utf8'))).toEqual({
    files: [seen('package-lock.json'), seen('src-core/a.ts')],
  });
});

it('leaves no record while a build is under way, and none when a source was changed meanwhile', () => {
  const build = hooks();
  build.start();
  expect(existsSync(record)).toBe(false);
  writeFileSync(join(root, 'src-core/a.ts'), 'changed');
  build.written();
  expect(existsSync(record)).toBe(false);
});

it('fails rather than write a record that would hold whatever is changed', () => {
  const build = hooks([]);
  build.start();
  expect(build.written).toThrow('None of what was built is below');
  expect(existsSync(record)).toBe(false);
});

it('takes away the record of a build that began after a change and was overtaken by one from before it', () => {
  const earlier = hooks();
  earlier.start();
  writeFileSync(join(root, 'src-core/a.ts'), 'changed');
  writeFileSync(record, 'of the later build');
  earlier.written();
  expect(existsSync(record)).toBe(false);
});
