import { require, runTool, typescriptFiles } from './run-tool.ts';

/** Lints with types, checks that every file was seen, and that the linter can fail. */
const real = runTool('oxlint', ['--type-aware']);
require(real.status === 0, 'The linter found something.', real.output);
const linted = Number(/on (\d+) files/.exec(real.output)?.[1] ?? 0);
const files = typescriptFiles(['.']).length;
require(linted >= files, `The linter saw ${linted} files, but there are ${files}.`, real.output);

const control = runTool('oxlint', [
  '--type-aware',
  '--no-ignore',
  '--config',
  'tests/fixtures/negative-controls/lint/oxlintrc.json',
  'tests/fixtures/negative-controls/lint',
]);
for (const rule of [
  'no-explicit-any',
  'no-floating-promises',
  'eqeqeq',
  'no-restricted-properties',
  'exhaustive-deps',
  'alt-text',
]) {
  require(control.output.includes(
    rule,
  ), `The linter let its negative control pass: ${rule}.`, control.output);
}
console.log(`✓ lint clean (${linted} files, negative control refused)`);
