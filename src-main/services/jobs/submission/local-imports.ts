import { existsSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';

/**
 * The local files that a source file imports, as absolute paths of files that exist. A light scan of the text, not a
 * parser: an import in a comment counts too, which only makes a fingerprint stricter. JavaScript and TypeScript: every
 * relative specifier of `import`, `export … from`, `import()` and `require()`. Python: relative imports, and absolute
 * ones that resolve to a module below `entryFolder`, which is the first place Python looks.
 */
export function localImports(file: string, text: string, entryFolder: string): string[] {
  const found =
    extname(file) === '.py' ? pythonImports(file, text, entryFolder) : javascriptImports(file, text);
  return [...new Set(found)];
}

const javascriptSpecifier = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g;
/** What CommonJS and bundlers add to a specifier without an extension. */
const javascriptEndings = [
  '',
  '.ts',
  '.mts',
  '.cts',
  '.js',
  '.mjs',
  '.cjs',
  '.json',
  '/index.ts',
  '/index.js',
];

function javascriptImports(file: string, text: string): string[] {
  return [...text.matchAll(javascriptSpecifier)].flatMap(([, , specifier]) => {
    const target = resolve(dirname(file), decodeURI(specifier?.replace(/[?#].*$/, '') ?? ''));
    const ending = javascriptEndings.find((candidate) => isFile(target + candidate));
    return ending === undefined ? [] : [target + ending];
  });
}

const pythonImport = /^[ \t]*import[ \t]+([^#\n;]+)/gm;
const pythonFromImport = /^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]*(\([^)]*\)|[^#\n;]+)/gm;

function pythonImports(file: string, text: string, entryFolder: string): string[] {
  const joined = text.replaceAll(/\\\r?\n/g, ' ');
  const found: string[] = [];
  for (const [, modules] of joined.matchAll(pythonImport)) {
    for (const name of namesOf(modules ?? '')) found.push(...pythonModule(entryFolder, name.split('.')));
  }
  for (const [, dots = '', path = '', names = ''] of joined.matchAll(pythonFromImport)) {
    // One dot is the file's own package, each further one its parent.
    const base =
      dots === '' ? entryFolder : join(dirname(file), ...Array<string>(dots.length - 1).fill('..'));
    const segments = path === '' ? [] : path.split('.');
    found.push(...pythonModule(base, segments));
    for (const name of namesOf(names)) found.push(...pythonModule(base, [...segments, name]));
  }
  return found;
}

/** `a as b, c` as `a` and `c`; brackets and comments of a longer list are looked through. */
function namesOf(list: string): string[] {
  return list
    .replaceAll(/#[^\n]*/g, '')
    .replaceAll(/[()]/g, ' ')
    .split(',')
    .flatMap((part) => /^\s*([\w.]+)/.exec(part)?.[1] ?? []);
}

/** The files that importing a dotted module runs: each package's `__init__.py`, then the module itself. */
function pythonModule(base: string, segments: readonly string[]): string[] {
  const found: string[] = [];
  for (let depth = 1; depth <= segments.length; depth++) {
    const path = join(base, ...segments.slice(0, depth));
    found.push(...[join(path, '__init__.py'), `${path}.py`].filter(isFile));
  }
  return found;
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
