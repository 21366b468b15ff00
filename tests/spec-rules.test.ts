import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** The numbered rules of docs/spec and the tests that name them must match. */
const repository = fileURLToPath(new URL('../', import.meta.url));

/** What `it(…)` is called with first; for a table of cases, what its last bracket is followed by. */
const title = /(?:\bit(?:\.\w+(?:\([^)]*\))?)*|\))\(\s*['"`][^'"`]+/g;

function testTitles(): string {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.test.ts'], {
    cwd: repository,
    encoding: 'utf8',
  });
  return files
    .split('\n')
    .filter((file) => file !== '')
    .flatMap((file) => readFileSync(`${repository}${file}`, 'utf8').match(title) ?? [])
    .join('\n');
}

describe.each([
  ['replay.md', /^- \*\*(R\d+) /gm, /\bR\d+\b/g],
  ['queue.md', /^\*\*(Q\d+)\*\* /gm, /\bQ\d+\b/g],
  ['data.md', /^\*\*(D\d+)\*\* /gm, /\bD\d+\b/g],
])('docs/spec/%s', (file, rule, name) => {
  const text = readFileSync(`${repository}docs/spec/${file}`, 'utf8');
  const rules = [...text.matchAll(rule)].map((match) => match[1] ?? '');

  it('numbers its rules without a gap', () => {
    const numbers = rules.map((numbered) => Number(numbered.slice(1))).sort((left, right) => left - right);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(numbers.length).toBeGreaterThan(10);
  });

  it('has a test that names each rule, and no test names a rule it lacks', () => {
    const named = new Set(testTitles().match(name));
    expect([...named].sort()).toEqual([...rules].sort());
  });
});
