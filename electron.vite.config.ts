import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import { builtFromPlugin } from './scripts/build/built-from.ts';
import { previousBuildPlugin } from './scripts/build/previous-build.ts';
import { builtPlaces, processEntries } from './scripts/build/process-entries.ts';
import { relocateUrlsPlugin } from './scripts/build/relocate-urls.ts';
import { rendererConfig } from './vite.renderer.config.ts';

const root = resolve(fileURLToPath(new URL('.', import.meta.url)));
const mainFolder = resolve(root, 'out/main');
/** Small ones that every start needs: as files of their own they take a third of the time until a command begins. */
const bundledDependencies = ['commander', 'env-paths', 'p-limit', 'zod'];

/** Bundles for the application and for the command line, which runs from its sources where these are not what was built. */
export default defineConfig({
  main: {
    plugins: [
      relocateUrlsPlugin({ root, outputFolder: mainFolder, built: builtPlaces }),
      previousBuildPlugin({ outputFolder: mainFolder, entry: 'cli.js' }),
      builtFromPlugin({
        root,
        outputFolder: mainFolder,
        settings: [
          'electron.vite.config.ts',
          'package-lock.json',
          'scripts/build/process-entries.ts',
          'scripts/build/relocate-urls.ts',
        ],
      }),
    ],
    build: {
      outDir: mainFolder,
      externalizeDeps: { exclude: bundledDependencies },
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
