import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredResult } from '../results/result-store.ts';
import { exportCsv, exportHtml, exportJson } from './export-result.ts';
import { sampleRun } from './testing/sample-runs.ts';

describe('exports', () => {
  let folder: string;
  let out: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hindcast-exports-'));
    out = join(folder, 'out');
    mkdirSync(out);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function result(name: string): StoredResult {
    const { summary, charts } = sampleRun(name);
    const resultFolder = join(folder, name);
    mkdirSync(resultFolder);
    writeFileSync(join(resultFolder, 'charts.json'), JSON.stringify(charts));
    const manifest = { schema_version: 1 as const, job_id: 'a'.repeat(32), files: [] };
    return { jobId: manifest.job_id, folder: resultFolder, manifest, summary };
  }

  it('write summary and charts as JSON, with the exact values', async () => {
    await exportJson(result('one'), join(out, 'one.json'));
    const { summary, charts } = sampleRun('one');
    expect(JSON.parse(readFileSync(join(out, 'one.json'), 'utf8'))).toEqual({
      ...summary,
      charts: charts.charts,
      tables: charts.tables,
    });
    expect(readdirSync(out)).toEqual(['one.json']);
  });

  it('write one report on several results', async () => {
    await exportHtml([result('one'), result('two')], join(out, 'report.html'), { title: 'Both' });
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(page).toMatch(/<h1>Both<\/h1>.*>one<.*>two</s);
  });

  it('leave predictions to the data worker', async () => {
    const requests: unknown[] = [];
    const request = (...call: unknown[]): Promise<never> => Promise.resolve(requests.push(call) as never);
    await exportCsv(result('one'), join(out, 'one.csv'), { request });
    expect(requests).toEqual([
      ['exportPredictionsCsv', { resultFolder: join(folder, 'one'), outPath: join(out, 'one.csv') }],
    ]);
  });

  it('say why a place cannot be written, and leave nothing there', async () => {
    await expect(exportJson(result('one'), join(out, 'missing', 'x.json'))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(/Cannot write .*x\.json: its folder does not exist/),
    });
    mkdirSync(join(out, 'taken'));
    await expect(exportHtml([result('two')], join(out, 'taken'))).rejects.toMatchObject({
      message: expect.stringContaining('there is a folder of that name'),
    });
    expect(readdirSync(out)).toEqual(['taken']);
  });
});
