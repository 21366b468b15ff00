import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, expect, it } from 'vitest';
import { writeParquet } from '../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { exportPredictionsCsv } from './export-predictions-csv.ts';
import { SessionPool } from './session-pool.ts';

const sessions = new SessionPool();
afterAll(() => sessions.close());

it('writes the predictions as they are stored, with times in UTC', async () => {
  const resultFolder = temporaryFolder();
  await writeParquet(
    join(resultFolder, 'predictions.parquet'),
    `SELECT make_timestamptz(1641168000000000) AS performed_at, 'BTC, "60"' AS scope_key, 0.1 + 0.2::DOUBLE AS value, NULL::DOUBLE AS score
     UNION ALL SELECT make_timestamptz(1641168060000000), 'BTC-60', -1e-300::DOUBLE, 2.0`,
  );
  const outFolder = temporaryFolder();
  const outPath = join(outFolder, 'out.csv');
  await writeFile(outPath, 'what was there before');
  const written = await exportPredictionsCsv({ resultFolder, outPath }, sessions);
  expect(await readFile(outPath, 'utf8')).toBe(
    'performed_at,scope_key,value,score\n' +
      '2022-01-03T00:00:00Z,"BTC, ""60""",0.30000000000000004,\n' +
      '2022-01-03T00:01:00Z,BTC-60,-1e-300,2.0\n',
  );
  expect(written).toEqual({ rows: 2, sizeBytes: (await readFile(outPath)).length });
  expect(await readdir(outFolder)).toEqual(['out.csv']);
});

it('keeps spreadsheets from taking a text for a formula, and leaves numbers alone', async () => {
  const resultFolder = temporaryFolder();
  const texts = ['=1+1', '+1', '-2', '@SUM(A1)', '\t=1', '\r=1', '{"a":-1}', 'plain', "it's = fine"];
  const rows = texts.map((text) => `('${text.replaceAll("'", "''")}', -0.5)`).join(', ');
  await writeParquet(
    join(resultFolder, 'predictions.parquet'),
    `SELECT * FROM (VALUES ${rows}, (NULL, -1.0)) AS given(reason, score)`,
  );
  const outPath = join(temporaryFolder(), 'out.csv');
  await exportPredictionsCsv({ resultFolder, outPath }, sessions);
  const records = parse(await readFile(outPath, 'utf8'));
  expect(records.slice(1)).toEqual([
    ...texts.map((text, index) => [index < 6 ? `'${text}` : text, '-0.5']),
    ['', '-1.0'],
  ]);
});

it('says which of the two files is the trouble', async () => {
  const resultFolder = temporaryFolder();
  await expect(
    exportPredictionsCsv({ resultFolder, outPath: join(resultFolder, 'out.csv') }, sessions),
  ).rejects.toMatchObject({ code: 'RESULT_CORRUPT' });
  await writeParquet(join(resultFolder, 'predictions.parquet'), 'SELECT 1 AS value');
  await expect(
    exportPredictionsCsv({ resultFolder, outPath: join(resultFolder, 'none', 'out.csv') }, sessions),
  ).rejects.toMatchObject({ code: 'BAD_INPUT' });
});
