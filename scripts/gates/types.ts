import { require, runTool } from './run-tool.ts';

/** Type-checks every layer under its own globals, and proves that a forbidden global does not type-check. */
const projects = [
  'src-core/tsconfig.pure.json',
  'src-core/tsconfig.json',
  'src-worker/tsconfig.json',
  'src-main/tsconfig.json',
  'src-coordinator/tsconfig.json',
  'src-coordinator/page/tsconfig.json',
  'src-renderer/tsconfig.json',
  'src-renderer/tsconfig.tests.json',
  'e2e/tsconfig.json',
  'tsconfig.json',
];
for (const project of projects) {
  const result = runTool('tsc', ['-p', project]);
  require(result.status === 0, `Types do not check in ${project}.`, result.output);
}

const control = ['types', 'src-renderer']
  .map((folder) => runTool('tsc', ['-p', `tests/fixtures/negative-controls/${folder}/tsconfig.json`]).output)
  .join('\n');
for (const sign of [
  "uses-the-process.ts(1,22): error TS2591: Cannot find name 'process'",
  "Cannot find name 'document'",
  'TS2322',
  "UsesTheProcess.tsx(2,24): error TS2591: Cannot find name 'process'",
]) {
  require(control.includes(sign), `The type check let its negative control pass: ${sign}.`, control);
}
console.log(`✓ types check (${projects.length} projects, negative control refused)`);
