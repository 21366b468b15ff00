import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parseJobSpec } from '../src-core/kinds/registry.ts';
import { buildProgram } from '../src-main/cli/program.ts';
import { makeCandles } from './support/candle-files.ts';
import { addCandles, makeBench, removeBench, runReplay } from './support/run-replay.ts';

/** What the README shows must exist and work: links, commands and their options, the spec, the model. */
const repository = fileURLToPath(new URL('../', import.meta.url));
const readme = readFileSync(join(repository, 'README.md'), 'utf8');

function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    (match) => match[1] ?? '',
  );
}

function commandsOf(script: string): string[][] {
  return script
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line.startsWith('npx hindcast '))
    .map((line) => line.split(/\s+/).slice(2));
}

describe('README.md', () => {
  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? '');
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(join(repository, link)))).toEqual([]);
  });

  it('shows commands and options that exist', () => {
    const commands = blocks('sh').flatMap(commandsOf);
    expect(commands.length).toBeGreaterThan(12);
    for (const words of commands) {
      let command: Command = buildProgram();
      const rest = [...words];
      for (;;) {
        const next = command.commands.find((candidate) => candidate.name() === rest[0]);
        if (next === undefined) break;
        command = next;
        rest.shift();
      }
      expect(command.commands, `${words.join(' ')} is no command`).toEqual([]);
      const options = rest.filter((word) => word.startsWith('--'));
      const known = new Set(command.options.map((option) => option.long));
      expect(
        options.filter((option) => !known.has(option)),
        words.join(' '),
      ).toEqual([]);
    }
  });

  it('names scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/npm (?:run )?(test|demo|bench|start|pack)\b/g)].map(
      (match) => match[1] ?? '',
    );
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
    for (const script of Object.values(scripts)) {
      const file = /^node (\S+\.ts)/.exec(script)?.[1];
      if (file !== undefined) expect(existsSync(join(repository, file)), file).toBe(true);
    }
  });

  it('shows a job spec that is one', () => {
    const specs = blocks('json').map((text) => parseJobSpec(JSON.parse(text), 'README.md'));
    expect(specs).toHaveLength(1);
  });

  it('shows a model that runs', async () => {
    const bench = await makeBench();
    try {
      await addCandles(bench, makeCandles(Date.UTC(2026, 0, 15) / 1000, 300));
      const path = join(bench.root, 'readme-model.ts');
      await writeFile(path, blocks('ts')[0] ?? '');
      const run = await runReplay(bench, { model: { path } });
      expect(run.summary.counts).toMatchObject({ prediction_failed: 0, scored: 180 });
    } finally {
      await removeBench(bench);
    }
  });
});

describe('npx hindcast', () => {
  it('starts from the checkout, and explains itself', async () => {
    const home = await mkdtemp(join(tmpdir(), 'hindcast-readme-'));
    try {
      const output = execFileSync(
        process.execPath,
        [join(repository, 'bin', 'hindcast.mjs'), 'doctor', '--json', '--home', home],
        {
          encoding: 'utf8',
        },
      );
      expect(JSON.parse(output)).toBeTypeOf('object');
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});
