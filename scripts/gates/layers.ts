import { require, runTool, typescriptFiles } from './run-tool.ts';

/** Checks that the layers hold, that every file was seen, and that the check can fail. */
const layers = ['src-core', 'src-worker', 'src-main', 'src-coordinator', 'src-renderer'];

const real = runTool('depcruise', ['--config', '.dependency-cruiser.cjs', ...layers]);
require(real.status === 0, 'The layers do not hold.', real.output);
const cruised = Number(/(\d+) modules/.exec(real.output)?.[1] ?? 0);
const files = typescriptFiles(layers).length;
require(cruised >=
  files, `The layer check saw ${cruised} modules, but there are ${files} files.`, real.output);

const control = runTool('depcruise', [
  '--config',
  '.dependency-cruiser.cjs',
  'tests/fixtures/negative-controls',
]);
for (const rule of [
  'src-core-imports-only-what-it-may',
  'core-needs-zod-only',
  'src-worker-imports-only-what-it-may',
  'services-and-workers-do-not-import-each-others-stores',
  'main-never-runs-duckdb',
  'only-the-electron-shell-imports-electron',
  'src-renderer-imports-only-what-it-may',
  'the-renderer-runs-in-a-page',
]) {
  require(control.output.includes(
    `error ${rule}`,
  ), `The layer check let its negative control pass: ${rule}.`, control.output);
}
console.log(`✓ layers hold (${cruised} modules, negative control refused)`);
