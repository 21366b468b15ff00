import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseJobSpec } from '../src-core/kinds/registry.ts';

const folder = fileURLToPath(new URL('../examples/specs/', import.meta.url));

describe('example job specs', () => {
  it.each(readdirSync(folder))('%s is valid, and names a schema and a model that are there', (name) => {
    const input = JSON.parse(readFileSync(resolve(folder, name), 'utf8')) as { $schema: string };
    const { kind, spec } = parseJobSpec(input, name);
    expect(existsSync(resolve(folder, input.$schema))).toBe(true);
    const code = kind.codeReferences(spec).map(({ path }) => resolve(folder, path));
    expect(code.length).toBeGreaterThan(0);
    expect(code.filter((path) => !existsSync(path))).toEqual([]);
  });
});
