import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { previousBuildPlugin } from './previous-build.ts';

let root: string;
let outputFolder: string;
beforeEach(() => {
  root = temporaryFolder();
  outputFolder = join(root, 'out');
  writeFileSync(join(root, 'run.js'), `await import('./late.js');`);
});

/** Builds a program that loads a chunk late; returns the name of that chunk, which goes by what is in it. */
async function builtWith(word: string): Promise<string> {
  writeFileSync(join(root, 'late.js'), `console.log('${word}');`);
  const built = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [previousBuildPlugin({ outputFolder, entry: 'run.js' })],
    build: {
      ssr: true,
      outDir: outputFolder,
      rolldownOptions: {
        input: { run: join(root, 'run.js') },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[hash].js' },
      },
    },
  });
  const { output } = built as { output: { fileName: string }[] };
  return output.map(({ fileName }) => fileName).find((name) => name !== 'run.js') ?? '';
}

it('keeps the chunks of the build before, which a program that runs may yet load, and no older ones', async () => {
  const first = await builtWith('first');
  const second = await builtWith('second');
  expect(readdirSync(outputFolder).sort()).toEqual([first, second, 'run.js'].sort());
  const third = await builtWith('third');
  expect(readdirSync(outputFolder).sort()).toEqual([second, third, 'run.js'].sort());
});

it('keeps them when it is built again without a change', async () => {
  const first = await builtWith('first');
  expect(await builtWith('first')).toBe(first);
  expect(readdirSync(outputFolder).sort()).toEqual([first, 'run.js']);
});
