import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { builtPlaces, processEntries } from './process-entries.ts';
import { relocateUrls, type RelocationOptions } from './relocate-urls.ts';

const root = resolve(fileURLToPath(new URL('../../', import.meta.url)));
const options: RelocationOptions = {
  root,
  outputFolder: join(root, 'out/main'),
  built: builtPlaces,
};
const source = join(root, 'src-main/services/jobs/store/migrations.ts');

function relocated(argument: string): string {
  return relocateUrls(`const a = new URL(${argument}, import.meta.url);`, source, options);
}

describe('relative URLs in a bundle', () => {
  it('name the bundle of a source that is an entry', () => {
    expect(relocated(`'../../../../src-worker/job/job-worker.ts'`)).toBe(
      `const a = new URL('./job-worker.js', import.meta.url);`,
    );
  });

  it('name files and folders where they are in the repository', () => {
    expect(relocated(`'../../../../package.json'`)).toContain(`'../../package.json'`);
    expect(relocated(`"./migrations/"`)).toContain(`"../../src-main/services/jobs/store/migrations/"`);
    expect(relocated(`'../../../../resources/python/hindcast_host.py'`)).toContain(
      `'../../resources/python/hindcast_host.py'`,
    );
  });

  it('name the page and its preload script where they are built to', () => {
    const desktop = join(root, 'src-main/electron/desktop.ts');
    const code = `new URL('./preload.ts', import.meta.url); new URL('../../src-renderer/', import.meta.url)`;
    expect(relocateUrls(code, desktop, options)).toBe(
      `new URL('../preload/preload.cjs', import.meta.url); new URL('../renderer/', import.meta.url)`,
    );
  });

  it('are understood over several lines', () => {
    const code = `new URL(\n  './migrations/',\n  import.meta.url,\n)`;
    expect(relocateUrls(code, source, options)).toContain('../../src-main/services/jobs/store/migrations/');
  });

  it.each([`'./migrations.ts'`, `'../absent.txt'`])('are refused when nothing is there: %s', (argument) => {
    expect(() => relocated(argument)).toThrow(/no bundle's entry and no file/);
  });

  it.each(['new URL(name, import.meta.url)', 'import.meta.dirname', 'import.meta.filename'])(
    'are refused when they cannot be followed: %s',
    (code) => {
      expect(() => relocateUrls(code, source, options)).toThrow(/does not survive bundling/);
    },
  );

  it('leave the lookup of packages alone', () => {
    const code = `createRequire(import.meta.url).resolve('echarts'); import.meta.resolve('zod')`;
    expect(relocateUrls(code, source, options)).toBe(code);
  });
});

describe('the entries', () => {
  it('are files', () => {
    expect(Object.values(processEntries).filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});
