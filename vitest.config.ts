import { defineConfig } from 'vitest/config';

/** What people meet: pages in a browser, the demo, and what a build makes, which comes before when one of them runs. */
const application = [
  '**/*.browser.test.ts',
  'tests/demo.test.ts',
  'tests/built/**/*.test.ts',
  'e2e/desktop/**/*.test.ts',
];
/** What has no state outside its functions: its tests may share a process, which spares starting one for each file. */
const pure = ['src-core/**/*.test.{ts,tsx}', 'src-renderer/**/*.test.{ts,tsx}'];

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
          exclude: [...pure, ...application],
        },
      },
      {
        extends: true,
        test: { name: 'pure', include: pure, exclude: application, isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'application',
          include: application,
          globalSetup: 'scripts/build/ensure-built.ts',
        },
      },
    ],
  },
});
