import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { describeProcessSpawner } from '../../../tests/support/process-spawner-suite.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { ForkedNodeSpawner } from './forked-node-spawner.ts';
import type { ProcessExit } from './process-spawner.ts';

describeProcessSpawner('forked Node', (environment, entries) => new ForkedNodeSpawner(environment, entries));

it('a forked worker is gone when it has ended, whatever it has started holds its output', async () => {
  const path = join(temporaryFolder(), 'worker.mjs');
  // Ends when the test is over.
  const program = `setInterval(() => { if (!require('node:fs').existsSync(${JSON.stringify(path)})) process.exit(); }, 20)`;
  writeFileSync(
    path,
    `import { spawn } from 'node:child_process';
     const child = spawn(process.execPath, ['-e', ${JSON.stringify(program)}], { stdio: 'inherit' });
     child.once('spawn', () => { console.log('last words'); process.exit(3); });`,
  );
  const entry = pathToFileURL(path);
  const child = new ForkedNodeSpawner(process.env, { job: entry, data: entry }).spawn('data');
  let output = '';
  child.onOutput((text) => {
    output += text;
  });
  const exit = await new Promise<ProcessExit>((resolve) => child.onExit(resolve));
  expect(exit).toEqual({ code: 3, signal: null });
  expect(output).toBe('last words\n');
});
