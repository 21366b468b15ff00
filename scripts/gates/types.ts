import { require, runTool } from './run-tool.ts';

/** Type-checks every layer under its own globals, and proves that a forbidden global does not type-check in core. */
const projects = [
  'src-core/tsconfig.pure.json',
  'src-core/tsconfig.json',
  'src-worker/tsconfig.json',
  'src-main/tsconfig.json',
  'src-coordinator/tsconfig.json',
  'tsconfig.json',
];
for (const project of projects) {
  const result = runTool('tsc', ['-p', project]);
  require(result.status === 0, `Types do not check in ${project}.`, result.output);
}

const control = runTool('tsc', ['-p', 'tests/fixtures/negative-controls/types/tsconfig.json']);
for (const sign of ["Cannot find name 'process'", "Cannot find name 'document'", 'TS2322']) {
  require(control.output.includes(
    sign,
  ), `The type check let its negative control pass: ${sign}.`, control.output);
}
console.log(`✓ types check (${projects.length} projects, negative control refused)`);
