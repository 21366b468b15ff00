import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../scripts/demo.ts', import.meta.url));
const hasPython = spawnSync(process.platform === 'win32' ? 'python' : 'python3', ['--version']).status === 0;
const models = ['volatility regime', 'mean reversion', ...(hasPython ? ['trend following'] : [])];
const languages = ['javascript', 'typescript', ...(hasPython ? ['python'] : [])];
/** Two days of minutes from the first full window of 120 on. */
const predictions = 2 * 1440 - 119;

interface Outcome {
  status: number | null;
  output: string;
  errors: string;
}

async function runDemo(...parameters: string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [script, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { status, output, errors };
}

describe('npm run demo', () => {
  let folder: string;
  let outcome: Outcome;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hindcast-demo-'));
    outcome = await runDemo('--days', '2', '--out', folder);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('succeeds, and says what it did', () => {
    expect(outcome.errors).toBe('');
    expect(outcome.status).toBe(0);
    expect(outcome.output).toContain('Backfilled 2 days of synthetic/BTC/candle/1m: 2,880 candles');
    expect(outcome.output).toContain('a second pull transferred nothing');
    expect(outcome.output).toMatch(/Open .*report\.html in a browser/);
    expect(outcome.output.includes('Skipped the model in Python')).toBe(!hasPython);
  });

  it('prints one table with a line for each model', () => {
    const rows = outcome.output.split('\n').filter((line) => line.endsWith('checked, none'));
    expect(rows).toHaveLength(models.length);
    for (const [index, row] of rows.entries()) {
      expect(row.startsWith(`${models[index]} `)).toBe(true);
      expect(row).toMatch(
        / 2,761 +[+−]0\.\d{4} +[+−]0\.\d{4} to [+−]0\.\d{4} +[+−]0\.\d{4} +0\.\d{4} +\d+\.\d\d s +/,
      );
    }
  });

  it('gave the same again without a coordinator', () => {
    const offline = outcome.output.slice(outcome.output.indexOf('Stopped the coordinator'));
    expect(offline.match(/• Ran .* in /g)).toHaveLength(models.length);
    expect(offline).toMatch(
      /without a coordinator: nothing was fetched, and every result is the same, byte for byte/,
    );
  });

  it('leaves a report on all models', () => {
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    for (const model of models) expect(page).toContain(`<h2>${model}</h2>`);
    for (const chart of ['cumulative_score', 'ic_by_day', 'calibration', 'score_drawdown']) {
      expect(page).toContain(`id="all-${chart}"`);
    }
    expect(page).toContain('Strict hash');
  });

  it('leaves predictions as CSV and figures as JSON', () => {
    for (const language of languages) {
      const rows = readFileSync(join(folder, `${language}.csv`), 'utf8')
        .trimEnd()
        .split('\n');
      expect(rows).toHaveLength(1 + predictions);
      const summary = JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8')) as {
        counts: Record<string, number>;
        lookahead: { checked: boolean };
        charts: unknown[];
      };
      expect(summary.counts['predictions']).toBe(predictions);
      expect(summary.lookahead.checked).toBe(true);
      expect(summary.charts.length).toBeGreaterThan(5);
    }
  });
});

describe('the folder of a demo', () => {
  it('is not taken from whoever has files in it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hindcast-demo-'));
    try {
      writeFileSync(join(folder, 'thesis.txt'), 'mine');
      const { status, errors } = await runDemo('--out', folder);
      expect(status).toBe(2);
      expect(errors).toMatch(/holds files that are not of a demo/);
      expect(readdirSync(folder)).toEqual(['thesis.txt']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
