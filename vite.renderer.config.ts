import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Few files, since each costs a round trip and a browser asks for six at a time: what the first screen needs is one, what
 * several other screens share another. Packages that only some screens need come when they are needed.
 */
const chunks = [
  { name: 'first', tags: ['$initial' as const], priority: 2 },
  { name: 'charts', test: /node_modules[\\/](echarts|zrender|tslib)[\\/]/, priority: 1 },
  {
    name: 'editor',
    test: /node_modules[\\/](@codemirror|@lezer|style-mod|w3c-keyname|crelt)[\\/]/,
    priority: 1,
  },
  {
    name: 'shared',
    test: /src-core[\\/]|src-renderer[\\/](ui|format|state|app|commands)[\\/]|node_modules/,
    minShareCount: 2,
  },
  { name: 'drawings', test: /src-renderer[\\/](charts|features[\\/]run[\\/]result)[\\/]/, minShareCount: 2 },
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
      output: { intro: withoutCompiling, codeSplitting: { groups: chunks } },
    },
  },
};

export default rendererConfig;
