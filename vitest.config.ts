import { defineConfig } from 'vitest/config';

/** Tests of what a build makes; the build comes before them, and only when one of them runs. */
const built = ['tests/built/**/*.test.ts', 'e2e/desktop/**/*.test.ts'];

export default defineConfig({
  test: {
    // Two cores: more workers than that only take memory from the DuckDB and Python processes that tests start.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'sources',
          include: ['src-*/**/*.test.{ts,tsx}', 'tests/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: built,
        },
      },
      {
        extends: true,
        test: { name: 'built', include: built, globalSetup: 'scripts/build/ensure-built.ts' },
      },
    ],
  },
});
