import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Feed } from '../../src-core/feed/feed.ts';
import { minuteCandles, writeDayFile } from '../support/candle-files.ts';
import { hasPython } from '../support/run-replay.ts';

const programs = {
  sources: fileURLToPath(new URL('../../src-main/cli/cli-process.ts', import.meta.url)),
  built: fileURLToPath(new URL('../../out/main/cli.js', import.meta.url)),
  installed: fileURLToPath(new URL('../../bin/hindcast.mjs', import.meta.url)),
};
type Build = keyof typeof programs;
const builds = ['sources', 'built'] as const;
const feed: Feed = { source: 'test', subject: 'BTC', kind: 'candle', granularity: '1m' };
const day = '2026-01-15';

const models = {
  'last-digits.js': `export default class { tick(data) { this.candles = data.candles_1m }
    predict() { return { value: (this.candles.at(-1).close % 1) - 0.5 } } }`,
  'last-digits.ts': `interface Data { candles_1m: { close: number }[] }
    export default class { last: number = 0; tick(data: Data): void { this.last = data.candles_1m.at(-1)!.close }
    predict(): object { return { value: (this.last % 1) - 0.4 } } }`,
  'last_digits.py': [
    'class LastDigits:',
    '    def tick(self, data): self.last = data["candles_1m"][-1]["close"]',
    '    def predict(self, *_): return {"value": self.last % 1 - 0.3}',
  ].join('\n'),
};
const names = Object.keys(models).filter((name) => hasPython() || !name.endsWith('.py'));

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-built-'));
  for (const [name, source] of Object.entries(models)) {
    writeFileSync(join(folder, name), source);
    const spec = { kind: 'replay', name, model: { path: name }, feed, start: day, end: day };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(spec));
  }
  for (const build of builds) {
    await writeDayFile({ root: join(folder, build, 'cache'), feed, day, candles: minuteCandles(day, 240) });
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function hindcast(build: Build, ...parameters: string[]): Promise<string> {
  const child = spawn(process.execPath, [programs[build], ...parameters, '--home', join(folder, build)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (status !== 0)
    throw new Error(`${build} ${parameters.join(' ')} ended with ${String(status)}: ${errors}`);
  return output;
}

interface RunDocument {
  readonly job_id: string;
  readonly summary: { readonly metrics: object; readonly receipt: Readonly<Record<string, unknown>> };
}

const runs = new Map<string, RunDocument>();
async function run(build: Build, name: string): Promise<RunDocument> {
  const key = `${build} ${name}`;
  const known = runs.get(key);
  if (known !== undefined) return known;
  const output = await hindcast(build, 'run', join(folder, `${name}.json`), '--json', '--check-lookahead');
  const document = JSON.parse(output) as RunDocument;
  runs.set(key, document);
  return document;
}

describe('the built command line', () => {
  it.each(names)('gives the figures that the sources give, for %s', async (name) => {
    const [sources, built] = await Promise.all(builds.map((build) => run(build, name)));
    expect(Object.keys(built?.summary.metrics ?? {}).length).toBeGreaterThan(5);
    expect(built?.summary.metrics).toEqual(sources?.summary.metrics);
    const { strict_hash: strict, canonical_hash: canonical } = built?.summary.receipt ?? {};
    expect([strict, canonical]).toEqual([
      sources?.summary.receipt['strict_hash'],
      sources?.summary.receipt['canonical_hash'],
    ]);
    expect(built?.job_id).toBe(sources?.job_id);
  });

  it('writes the report that the sources write, in all but the time', async () => {
    const pages = await Promise.all(
      builds.map(async (build) => {
        const { job_id: id } = await run(build, 'last-digits.js');
        const page = join(folder, `${build}.html`);
        await hindcast(build, 'export', id, '--format', 'html', '--out', page);
        return readFileSync(page, 'utf8');
      }),
    );
    const [sources, built] = pages.map((page) => page.length);
    expect(built).toBeGreaterThan(500_000);
    expect(Math.abs((built ?? 0) - (sources ?? 0))).toBeLessThan(200);
    expect(pages[1]).toContain('<h2>');
  });

  it.each([
    ['built', 'built'],
    ['sources', 'from its sources'],
    ['installed', 'built'],
  ] as const)('finds what it needs on this machine, %s, and says which code it is', async (build, words) => {
    const document = JSON.parse(await hindcast(build, 'doctor', '--json')) as {
      healthy: boolean;
      checks: { name: string; detail: string }[];
    };
    expect(document.healthy).toBe(true);
    expect(document.checks[0]).toMatchObject({ name: 'hindcast', detail: expect.stringContaining(words) });
  });

  it('knows its version', async () => {
    const child = spawn(process.execPath, [programs.built, '--version'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect((await text(child.stdout)).trim()).toBe(manifest.version);
  });
});
