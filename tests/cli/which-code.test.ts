import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const program = fileURLToPath(new URL('../../bin/hindcast.mjs', import.meta.url));
const source = 'src-core/figure.ts';

/** A checkout whose two programs only say which they are, and its record of what the built one was made of. */
let checkout: string;
let record: string;
beforeEach(() => {
  checkout = temporaryFolder();
  write('src-main/cli/cli-process.ts', `process.stdout.write('sources' as string);`);
  write('out/main/cli.js', `process.stdout.write('built');`);
  write(source, 'export const figure = 1;');
  mkdirSync(join(checkout, 'bin'));
  cpSync(program, join(checkout, 'bin/hindcast.mjs'));
  const { size, mtimeMs } = statSync(join(checkout, source));
  record = JSON.stringify({ files: [[source, size, mtimeMs]] });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(checkout, path)), { recursive: true });
  writeFileSync(join(checkout, path), text);
}

function started(): string {
  return execFileSync(process.execPath, [join(checkout, 'bin/hindcast.mjs')], {
    encoding: 'utf8',
    env: { ...process.env, NODE_COMPILE_CACHE: join(checkout, 'compiled') },
  });
}

describe('the command hindcast', () => {
  it('runs the build of the files that are here', () => {
    write('out/main/built-from.json', record);
    expect(started()).toBe('built');
  });

  it.each<[string, () => void]>([
    ['without a build', () => rmSync(join(checkout, 'out'), { recursive: true })],
    ['after a build that was interrupted', () => undefined],
    ['with a record that is cut', () => write('out/main/built-from.json', record.slice(0, -3))],
    [
      'after a file was changed',
      () => {
        write('out/main/built-from.json', record);
        write(source, 'export const figure = 12;');
      },
    ],
    [
      'after a file was changed to as many letters',
      () => {
        write('out/main/built-from.json', record);
        utimesSync(join(checkout, source), 1, 1);
      },
    ],
    [
      'after a file was deleted',
      () => {
        write('out/main/built-from.json', record);
        rmSync(join(checkout, source));
      },
    ],
  ])('runs the sources %s', (_, prepare) => {
    prepare();
    expect(started()).toBe('sources');
  });
});
