import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const folder = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Journeys are written once; each project runs them on another shell. `npm run journeys` chooses those it can run. */
export default defineConfig({
  testDir: folder('./journeys'),
  testMatch: '*.journey.ts',
  outputDir: folder('./output/failures'),
  globalSetup: folder('./support/finished-runs.ts'),
  // Journeys share nothing, and each waits for its processes more than it computes.
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  reporter: [['list']],
  projects: ['web', 'bundle', 'electron'].map((name) => ({ name })),
});
