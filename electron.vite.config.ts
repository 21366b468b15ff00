import { defineConfig } from 'electron-vite';

/**
 * Bundles of everything that runs outside a browser, for packaging. From a checkout nothing needs building: Node runs
 * the sources. Preload and renderer join when there is a window.
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // Each entry is a process or a thread of its own.
      rollupOptions: {
        input: {
          cli: 'src-main/cli/main.ts',
          'job-worker': 'src-worker/job/job-worker.ts',
          'data-worker': 'src-worker/data/data-worker.ts',
          'replay-thread': 'src-worker/kinds/replay/thread/replay-thread.ts',
          coordinator: 'src-coordinator/coordinator-process.ts',
        },
      },
    },
  },
});
