import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Packages that only some screens need, each in a file of its own that comes when it is needed. */
const lazyChunks = [
  { name: 'charts', test: /node_modules[\\/](echarts|zrender|tslib)[\\/]/ },
  { name: 'editor', test: /node_modules[\\/](@codemirror|@lezer|style-mod|w3c-keyname|crelt)[\\/]/ },
];

/**
 * At the head of every file of the page: zod tries at import whether it may compile code, which the policy forbids and
 * tells as a breach. Set by a module of its own, it could come too late.
 */
const withoutCompiling = '(globalThis.__zod_globalConfig ??= {}).jitless = true;';

/** How the user interface is bundled: for the window, the browser and the journeys alike. */
export const rendererConfig: UserConfig = {
  root: at('./src-renderer'),
  // Relative addresses work under app:// and http:// alike.
  base: './',
  plugins: [react()],
  build: {
    outDir: at('./out/renderer'),
    emptyOutDir: true,
    target: 'es2024',
    modulePreload: { polyfill: false },
    // Everything is a file of its own: the policy allows no inline data but images.
    assetsInlineLimit: 0,
    minify: true,
    rolldownOptions: {
      input: at('./src-renderer/index.html'),
      output: { intro: withoutCompiling, codeSplitting: { groups: lazyChunks } },
    },
  },
};

export default rendererConfig;
