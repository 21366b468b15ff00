import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** The numbered rules of docs/spec and the tests that name them must match. */
const repository = fileURLToPath(new URL('../', import.meta.url));

function testTitles(): string {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.test.ts'], {
    cwd: repository,
    encoding: 'utf8',
  });
  return files
    .split('\n')
    .filter((file) => file !== '')
    .flatMap(
      (file) =>
        readFileSync(`${repository}${file}`, 'utf8').match(
          /\bit(?:\.\w+(?:\([^)]*\))?)*\(\s*['"`][^'"`]+/g,
        ) ?? [],
    )
    .join('\n');
}

describe('docs/spec/replay.md', () => {
  const text = readFileSync(`${repository}docs/spec/replay.md`, 'utf8');
  const rules = [...text.matchAll(/^- \*\*(R\d+) /gm)].map((match) => match[1] ?? '');

  it('numbers its rules without a gap', () => {
    const numbers = rules.map((rule) => Number(rule.slice(1))).sort((left, right) => left - right);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(numbers.length).toBeGreaterThan(10);
  });

  it('has a test that names each rule, and no test names a rule it lacks', () => {
    const named = new Set(testTitles().match(/\bR\d+\b/g));
    expect([...named].sort()).toEqual([...rules].sort());
  });
});
