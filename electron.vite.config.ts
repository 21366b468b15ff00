import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import { processEntries } from './scripts/build/process-entries.ts';
import { relocateUrlsPlugin } from './scripts/build/relocate-urls.ts';

const root = resolve(fileURLToPath(new URL('.', import.meta.url)));
const mainFolder = resolve(root, 'out/main');

/** Bundles for the packaged application and for the built command line. From a checkout Node runs the sources. */
export default defineConfig({
  main: {
    plugins: [relocateUrlsPlugin({ root, outputFolder: mainFolder, entries: processEntries })],
    build: {
      outDir: mainFolder,
      rolldownOptions: {
        input: { ...processEntries },
        // Chunks beside the entries: a relative URL means the same in all of them.
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  },
});
