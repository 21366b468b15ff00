import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * The test command: gates first, because they are quick and explain the most, then the tests of the sources; then what
 * is built and shown in a browser, the journeys through it, and faults.
 */
const repository = fileURLToPath(new URL('../', import.meta.url));
// Node keeps what it made of each TypeScript file. It saves time, and WebAssembly (the type stripper) in the hundreds of
// threads that tests start: Node 24 dies now and then while it frees such code ("Check failed: jit_page.has_value()").
const environment = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)),
  ...process.env,
};
const gates = ['format', 'types', 'lint', 'layers'].map((gate) => ['node', `scripts/gates/${gate}.ts`]);
/** One after the other; what stands in one step runs at once. */
const steps =
  process.argv[2] === 'gates'
    ? [gates]
    : [
        gates,
        [['vitest', 'run', '--project=!application']],
        [['vitest', 'run', '--project=application']],
        [['node', 'scripts/journeys.ts']],
        [['node', 'scripts/chaos.ts', '--rounds', '10', '--seed', '1']],
      ];

/** Runs a command, which prints to this terminal. */
async function succeeds([command = 'node', ...parameters]: readonly string[]): Promise<boolean> {
  const executable =
    command === 'node'
      ? process.execPath
      : fileURLToPath(new URL(`../node_modules/.bin/${command}`, import.meta.url));
  const child = spawn(executable, parameters, { cwd: repository, stdio: 'inherit', env: environment });
  const [status] = (await once(child, 'exit')) as [number | null];
  return status === 0;
}

for (const step of steps) {
  const outcomes = await Promise.all(step.map(succeeds));
  if (outcomes.includes(false)) process.exit(1);
}
