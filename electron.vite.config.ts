import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import { builtPlaces, processEntries } from './scripts/build/process-entries.ts';
import { relocateUrlsPlugin } from './scripts/build/relocate-urls.ts';
import { rendererConfig } from './vite.renderer.config.ts';

const root = resolve(fileURLToPath(new URL('.', import.meta.url)));
const mainFolder = resolve(root, 'out/main');

/** Bundles for the packaged application and for the built command line. From a checkout Node runs the sources. */
export default defineConfig({
  main: {
    plugins: [relocateUrlsPlugin({ root, outputFolder: mainFolder, built: builtPlaces })],
    build: {
      outDir: mainFolder,
      rolldownOptions: {
        input: { ...processEntries },
        // Chunks beside the entries: a relative URL means the same in all of them.
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: resolve(root, 'out/preload'),
      // In the sandbox there is no module but Electron's own to require.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'src-main/electron/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: rendererConfig,
});
