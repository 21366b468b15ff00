import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromiumPath } from '../tests/support/chromium.ts';
import { electronBinary } from './electron-binary.ts';
import { ensureBuilt } from './build/ensure-built.ts';

/**
 * Runs the journeys of e2e/ in every shell that this machine has: the web shell and the built Electron bundle need a
 * Chromium, the third a real Electron. What is missing is said, not failed. Arguments go to Playwright.
 */
const playwright = fileURLToPath(new URL('../node_modules/@playwright/test/cli.js', import.meta.url));
const shells = [
  ...(chromiumPath === undefined ? [] : ['web', 'bundle']),
  ...(existsSync(electronBinary()) ? ['electron'] : []),
];

if (chromiumPath === undefined) {
  process.stdout.write(
    'Journeys skipped: there is no Chromium here. Install one ("apt-get install chromium") and run npm test again.\n',
  );
}
if (shells.length > 0) {
  await ensureBuilt();
  const given = process.argv.slice(2);
  const projects = given.some((argument) => argument.startsWith('--project')) ? [] : shells;
  const { status } = spawnSync(
    process.execPath,
    [
      playwright,
      'test',
      '--config',
      'e2e/playwright.config.ts',
      ...projects.map((shell) => `--project=${shell}`),
      ...given,
    ],
    { cwd: fileURLToPath(new URL('../', import.meta.url)), stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
}
