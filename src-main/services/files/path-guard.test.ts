import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, posix, sep, win32 } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { FolderPathGuard, isProperPath, isWithin, openPathGuard } from './path-guard.ts';

/** A folder that is open, one that is not beside it, and links from the one into the other. */
function makeTree() {
  const root = temporaryFolder();
  const open = join(root, 'open');
  mkdirSync(join(open, 'inner'), { recursive: true });
  mkdirSync(join(root, 'open-evil'));
  mkdirSync(join(root, 'secret', 'inner'), { recursive: true });
  for (const path of ['open/model.py', 'open/inner/model.py', 'open-evil/model.py', 'secret/model.py']) {
    writeFileSync(join(root, path), 'x');
  }
  symlinkSync(join(root, 'secret'), join(open, 'way-out'));
  symlinkSync(join(root, 'secret', 'model.py'), join(open, 'stolen.py'));
  symlinkSync(join(root, 'absent'), join(open, 'nowhere'));
  symlinkSync('way-out', join(open, 'inner', 'two-steps'));
  symlinkSync(join(open, 'inner'), join(open, 'shortcut'));
  symlinkSync(open, join(root, 'name-of-open'));
  return { root, open, guard: new FolderPathGuard(() => Promise.resolve([open, join(root, 'not-there')])) };
}

const unsafe = { code: 'UNSAFE_PATH' };

describe('a guard of folders', () => {
  it('opens what lies in them, by whatever name leads there', async () => {
    const { root, open, guard } = makeTree();
    for (const path of [
      'model.py',
      'inner/model.py',
      'shortcut/model.py',
      'inner',
      '.',
      'absent.py',
      'absent/x.py',
    ]) {
      await expect(guard.assertReadable(join(open, path))).resolves.toBeUndefined();
    }
    await expect(guard.assertReadable(join(root, 'name-of-open', 'model.py'))).resolves.toBeUndefined();
    expect(await guard.locate(join(open, 'shortcut', 'model.py'))).toEqual({
      path: join(open, 'inner', 'model.py'),
      folder: open,
    });
  });

  it.each([
    'secret/model.py',
    'open-evil/model.py',
    'open/way-out',
    'open/way-out/model.py',
    'open/way-out/absent.py',
    'open/stolen.py',
    'open/stolen.py/',
    'open/stolen.py/.',
    'open/way-out/',
    'open/nowhere',
    'open/nowhere/x.py',
    'open/model.py/x.py',
    'open/inner/two-steps/model.py',
    'open/../secret/model.py',
    'open/inner/../../secret/model.py',
    'open/./../open/model.py',
    'not-there/model.py',
    '',
  ])('refuses %s', async (path) => {
    const { root, guard } = makeTree();
    await expect(guard.assertReadable(`${root}/${path}`)).rejects.toMatchObject(unsafe);
  });

  it.each(['model.py', './model.py', '~/model.py', 'file:///etc/passwd', '\0', '/etc/passwd', '/'])(
    'refuses %j, which is not absolute or not inside',
    async (path) => {
      const { guard } = makeTree();
      await expect(guard.assertReadable(path)).rejects.toMatchObject(unsafe);
    },
  );

  it('refuses a name with a NUL, which the system would cut there', async () => {
    const { open, guard } = makeTree();
    await expect(guard.assertReadable(join(open, 'model.py\0.txt'))).rejects.toMatchObject(unsafe);
    await expect(openPathGuard.assertReadable('/etc/passwd\0')).rejects.toMatchObject(unsafe);
  });

  it('goes by the folders as they are now', async () => {
    const { root } = makeTree();
    let folders: string[] = [];
    const guard = new FolderPathGuard(() => Promise.resolve(folders));
    const path = join(root, 'secret', 'model.py');
    await expect(guard.assertReadable(path)).rejects.toMatchObject(unsafe);
    folders = [join(root, 'secret')];
    await expect(guard.assertReadable(path)).resolves.toBeUndefined();
    rmSync(join(root, 'secret'), { recursive: true });
    await expect(guard.assertReadable(path)).rejects.toMatchObject(unsafe);
  });

  it('lets nothing out, however a path is put together', async () => {
    const { root, open, guard } = makeTree();
    const piece = fc.constantFrom(
      '..',
      '.',
      '',
      'open',
      'open-evil',
      'secret',
      'inner',
      'model.py',
      'way-out',
      'stolen.py',
      'nowhere',

      'two-steps',
      'shortcut',
      'name-of-open',
      '%2e%2e',
      '..%2f',
      '..\\',
      '\0',
      'CON',
      'a:b',
      '\u2024\u2024',
      'absent',
    );
    const paths = fc
      .tuple(fc.constantFrom(root, open, '', '/'), fc.array(piece, { maxLength: 7 }))
      .map(([start, pieces]) => [start, ...pieces].join('/'));
    await fc.assert(
      fc.asyncProperty(paths, async (path) => {
        const located = await guard.locate(path).catch((error: unknown) => {
          expect(error).toMatchObject(unsafe);
          return undefined;
        });
        if (located === undefined) return;
        expect(located.path === open || located.path.startsWith(open + sep)).toBe(true);
        // Where the file system itself ends up, if there is anything.
        const real = ((): string | undefined => {
          try {
            return realpathSync(path);
          } catch {
            return undefined;
          }
        })();
        if (real !== undefined) expect(real).toBe(located.path);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('a guard of nothing', () => {
  it('opens any proper path', async () => {
    await expect(openPathGuard.assertReadable(join(temporaryFolder(), 'any.py'))).resolves.toBeUndefined();
    await expect(openPathGuard.assertReadable('any.py')).rejects.toMatchObject(unsafe);
  });
});

describe('names of paths', () => {
  it.each([
    [posix, '/a', '/a', true],
    [posix, '/a', '/a/b', true],
    [posix, '/a', '/a/..b', true],
    [posix, '/a', '/ab', false],
    [posix, '/a', '/', false],
    [posix, '/a', '/b', false],
    [posix, '/', '/a', true],
    [win32, 'C:\\a', 'C:\\a\\b', true],
    [win32, 'C:\\a', 'c:\\A\\b', true],
    [win32, 'C:\\a', 'C:\\ab', false],
    [win32, 'C:\\a', 'D:\\a\\b', false],
    [win32, 'C:\\a', '\\\\server\\a\\b', false],
    [win32, 'C:\\a', 'C:\\', false],
  ])('lie below a folder or not (%#)', (names, folder, path, expected) => {
    expect(isWithin(folder, path, names)).toBe(expected);
  });

  it.each([
    ['C:\\models\\a.py', true],
    ['c:/models/a.py', true],
    ['\\\\server\\share\\a.py', true],
    ['C:\\models\\..\\a.py', false],
    ['C:/models/../a.py', false],
    ['\\models\\a.py', false],
    ['C:models\\a.py', false],
    ['models\\a.py', false],
    ['\\\\.\\PhysicalDrive0', false],
    ['\\\\?\\C:\\a.py', false],
    ['//./COM1', false],
    ['C:\\a\0.py', false],
  ])('are proper on Windows: %s is %s', (path, expected) => {
    expect(isProperPath(path, win32)).toBe(expected);
  });
});
