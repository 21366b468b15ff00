import { require, runTool } from './run-tool.ts';

/** Checks the format of every file, and that the formatter can fail. */
const real = runTool('prettier', ['--check', '.', '--log-level', 'warn']);
require(real.status === 0, 'Some files are not formatted: run npm run format.', real.output);

const control = runTool('prettier', [
  '--check',
  '--ignore-path',
  'tests/fixtures/negative-controls/format/no-ignore',
  'tests/fixtures/negative-controls/format/untidy.ts',
]);
require(control.status === 1 &&
  control.output.includes('untidy.ts'), 'The formatter let its negative control pass.', control.output);
console.log('✓ format clean (negative control refused)');
