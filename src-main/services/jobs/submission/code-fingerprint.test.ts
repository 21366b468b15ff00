import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changedFiles, fingerprintCode } from './code-fingerprint.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-code-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Record<string, string>, under = folder): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(under, path)), { recursive: true });
    writeFileSync(join(under, path), text);
  }
}

function filesOf(model: string): string[] {
  return Object.keys(fingerprintCode([{ role: 'model', path: join(folder, model) }]).files).sort();
}

describe('which files count', () => {
  it('follows relative imports of JavaScript and TypeScript, and nothing else', () => {
    write({
      'model.ts': `import { a } from './lib/a.ts';\nimport type { T } from "./types.ts"; import './side.js';
        export * from './again.mjs'; const lazy = import('./lazy.ts'); import fs from 'node:fs'; import x from 'zod';`,
      'lib/a.ts': `const b = require('../b'); import '../model.ts';`,
      'b.cjs': '',
      'types.ts': '',
      'side.js': '',
      'again.mjs': '',
      'lazy.ts': '',
      'unrelated.ts': '',
    });
    expect(filesOf('model.ts')).toEqual([
      'again.mjs',
      'b.cjs',
      'lazy.ts',
      'lib/a.ts',
      'model.ts',
      'side.js',
      'types.ts',
    ]);
  });

  it('follows the imports of Python that resolve beside the model', () => {
    write({
      'model.py': `import json, helper as h  # comment\nimport package.inner\nfrom other import (\n  f,  # f\n  g,\n)\n  from package import second\n`,
      'helper.py': 'import numpy',
      'other.py': '',
      'package/__init__.py': 'from . import base\nfrom .deep.leaf import thing',
      'package/inner.py': 'from ..outside import x',
      'package/second.py': '',
      'package/base.py': '',
      'package/deep/__init__.py': '',
      'package/deep/leaf.py': 'from ... import helper',
      'outside.py': '',
      'unrelated.py': '',
    });
    expect(filesOf('model.py')).toEqual([
      'helper.py',
      'model.py',
      'other.py',
      'outside.py',
      'package/__init__.py',
      'package/base.py',
      'package/deep/__init__.py',
      'package/deep/leaf.py',
      'package/inner.py',
      'package/second.py',
    ]);
  });

  it('lists other code of a spec beside the model', () => {
    write({ 'models/model.js': '', 'scoring/score.js': '' });
    const { files, byReference } = fingerprintCode([
      { role: 'model', path: join(folder, 'models/model.js') },
      { role: 'scoring', path: join(folder, 'scoring/score.js') },
    ]);
    expect(Object.keys(files)).toEqual(['model.js', '../scoring/score.js']);
    expect(byReference.size).toBe(2);
  });
});

describe('the hash', () => {
  const model = () => fingerprintCode([{ role: 'model', path: join(folder, 'model.js') }]);

  it('changes with any file, not with the place', () => {
    write({ 'model.js': `import './a.js'`, 'a.js': '1' });
    const before = model();
    write({ 'model.js': `import './a.js'`, 'a.js': '1' }, join(folder, 'copy'));
    const copy = fingerprintCode([{ role: 'model', path: join(folder, 'copy', 'model.js') }]);
    expect(copy.modelHash).toBe(before.modelHash);
    write({ 'a.js': '2' });
    expect(model().modelHash).not.toBe(before.modelHash);
    expect(changedFiles(before.files, model().files).map((file) => file.path)).toEqual(['a.js']);
  });
});

it('says which file is missing, and what it is to the spec', () => {
  expect(() => fingerprintCode([{ role: 'scoring', path: join(folder, 'gone.py') }])).toThrow(
    /There is no file .*gone\.py, which the spec names as its scoring/,
  );
});
