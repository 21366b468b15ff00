import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = new URL('../../', import.meta.url);
const text = readFileSync(new URL('.github/workflows/ci.yml', root), 'utf8');

interface Workflow {
  jobs: Record<string, { strategy: { matrix: { os: string[] } }; steps: { run?: string; uses?: string }[] }>;
}

function validator(): ValidateFunction {
  const schema = readFileSync(new URL('./workflow.schema.json', import.meta.url), 'utf8');
  return new Ajv({ allErrors: true, allowUnionTypes: true }).compile(JSON.parse(schema) as object);
}

const workflow = parse(text) as Workflow;
const commands = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));

describe('the workflow of CI', () => {
  it('is written as GitHub reads it', () => {
    const validate = validator();
    validate(parse(text));
    expect(validate.errors).toBeNull();
  });

  it.each([
    ['a step that does nothing', (broken: string) => broken.replace('- run: npm test', '- name: test')],
    ['a misspelt key', (broken: string) => broken.replace('runs-on:', 'run-on:')],
    ['an action of no version', (broken: string) => broken.replace('checkout@v5', 'checkout')],
    ['a permission that there is not', (broken: string) => broken.replace('contents: read', 'contents: all')],
  ])('would be refused with %s', (_, breakIt) => {
    const broken = breakIt(text);
    expect(broken).not.toBe(text);
    expect(validator()(parse(broken))).toBe(false);
  });

  it('runs what there is to run', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const called = [...commands.join('\n').matchAll(/npm (?:run )?(\w+)/g)].map(([, name]) => name);
    expect(called.filter((name) => name !== 'ci' && !((name ?? '') in scripts))).toEqual([]);
    const files = [...commands.join('\n').matchAll(/node (\S+\.ts)/g)].map(([, file]) => file ?? '');
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !existsSync(fileURLToPath(new URL(file, root))))).toEqual([]);
  });

  it('tests and packs on Linux, Windows and macOS', () => {
    const [job] = Object.values(workflow.jobs);
    expect(job?.strategy.matrix.os.map((os) => os.split('-')[0])).toEqual(['ubuntu', 'windows', 'macos']);
    for (const command of ['npm ci', 'npm test', 'npm run package']) expect(commands).toContain(command);
  });

  it('is short', () => {
    expect(text.split('\n').length).toBeLessThan(65);
  });
});
