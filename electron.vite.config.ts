import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import type { Rolldown } from 'vite';
import { builtPlaces, processEntries } from './scripts/build/process-entries.ts';
import { relocateUrlsPlugin } from './scripts/build/relocate-urls.ts';
import { rendererConfig } from './vite.renderer.config.ts';

const root = resolve(fileURLToPath(new URL('.', import.meta.url)));
const mainFolder = resolve(root, 'out/main');

/**
 * At the head of every file of the page: zod tries at import whether it may compile code, which the policy forbids and
 * tells as a breach. Set by a module of its own, it could come too late.
 */
const withoutCompiling = '(globalThis.__zod_globalConfig ??= {}).jitless = true;';

const rendererOutput = rendererConfig.build?.rolldownOptions?.output as Rolldown.OutputOptions;

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
  renderer: {
    ...rendererConfig,
    build: {
      ...rendererConfig.build,
      minify: true,
      rolldownOptions: {
        ...rendererConfig.build?.rolldownOptions,
        input: resolve(root, 'src-renderer/index.html'),
        output: { ...rendererOutput, intro: withoutCompiling },
      },
    },
  },
});
