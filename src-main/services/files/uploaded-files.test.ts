import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { keepUpload } from './uploaded-files.ts';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

describe('an upload', () => {
  it('lies under its name in a folder of its content, for its owner alone', async () => {
    const folder = temporaryFolder();
    const path = await keepUpload(folder, 'Mein Modell.py', text('def predict(): ...'));
    expect(relative(folder, path)).toMatch(/^[0-9a-f]{12}.Mein Modell\.py$/);
    expect(readFileSync(path, 'utf8')).toBe('def predict(): ...');
    expect(readdirSync(dirname(path))).toEqual(['Mein Modell.py']);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is the same file again when it comes again, and another when it has changed', async () => {
    const folder = temporaryFolder();
    const first = await keepUpload(folder, 'a.py', text('1'));
    expect(await keepUpload(folder, 'a.py', text('1'))).toBe(first);
    expect(await keepUpload(folder, 'a.py', text('2'))).not.toBe(first);
    expect(await keepUpload(folder, 'b.py', text('1'))).toBe(join(dirname(first), 'b.py'));
    expect(readFileSync(first, 'utf8')).toBe('1');
  });

  it('may be empty, and may come twice at once', async () => {
    const folder = temporaryFolder();
    const content = text('x'.repeat(100_000));
    const paths = await Promise.all([1, 2, 3].map(() => keepUpload(folder, 'a.csv', content)));
    expect(new Set(paths).size).toBe(1);
    expect(readFileSync(paths[0] ?? '')).toHaveLength(100_000);
    expect(readFileSync(await keepUpload(folder, 'empty.csv', text('')))).toHaveLength(0);
  });

  it.each([
    '..',
    '.',
    '.bashrc',
    '../a.py',
    'a/b.py',
    'a\\b.py',
    '/etc/passwd',
    'C:\\a.py',
    'a.py:stream',
    'a\0.py',
    'a\n.py',
    'a\u0085.py',
    'CON',
    'con.py',
    'Lpt1.csv',
    'aux.',
    'a.py.',
    'a.py ',
    'a?.py',
    'a*.py',
    '',
    'x'.repeat(201),
    'é'.repeat(101),
    '\ud800.py',
  ])('is refused under the name %j', async (name) => {
    const folder = temporaryFolder();
    await expect(keepUpload(folder, name, text('x'))).rejects.toMatchObject({ code: 'UNSAFE_PATH' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('never lands outside its folder, whatever it is called', async () => {
    const folder = temporaryFolder();
    const names = fc.oneof(
      fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', ':', ' ', '\0', '~', '%2e', 'CON') }),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const path = await keepUpload(folder, name, text('x')).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'UNSAFE_PATH' });
          return undefined;
        });
        if (path !== undefined) expect([dirname(dirname(path)), basename(path)]).toEqual([folder, name]);
      }),
    );
  });
});
