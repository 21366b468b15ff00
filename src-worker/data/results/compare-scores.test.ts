import { afterAll, expect, it } from 'vitest';
import { bootstrapBlockLength, bootstrapMean } from '../../../src-core/statistics/block-bootstrap.ts';
import {
  makePredictions,
  writePredictions,
  type TestPrediction,
} from '../../../tests/support/prediction-files.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { SessionPool } from '../session-pool.ts';
import { ArrayCache } from './array-cache.ts';
import { compareScores } from './compare-scores.ts';
import { PredictionFile } from './prediction-file.ts';

const sessions = new SessionPool();
const cache = new ArrayCache(1e8);
afterAll(() => sessions.close());

const start = 1_768_435_200;
const baseline = makePredictions(300, start, 1);
/** Later, one scope fewer, other scores. */
const other = makePredictions(300, start + 6000, 2).filter(({ scope }) => scope !== 'BTC-300');

async function compare(runs: readonly (readonly TestPrediction[])[], overlap = 1, points = 5000) {
  const files: PredictionFile[] = [];
  const queries = [];
  for (const rows of runs) {
    const resultFolder = temporaryFolder();
    await writePredictions(resultFolder, rows);
    files.push(await PredictionFile.open(resultFolder, sessions, cache));
    queries.push({ resultFolder, overlap });
  }
  return compareScores(files, { runs: queries, points });
}

it('pairs scores by scope and time, and says how sure their difference is', async () => {
  const { differences } = await compare([baseline, other], 5);
  const pairs = baseline.flatMap((row) => {
    const match = other.find((one) => one.ts === row.ts && one.scope === row.scope);
    return row.score === null || match === undefined || match.score === null ? [] : [match.score - row.score];
  });
  const values = Float64Array.from(pairs);
  const interval = bootstrapMean(values, { seed: 1, blockLength: bootstrapBlockLength(values.length, 5) });
  expect(pairs.length).toBeGreaterThan(200);
  expect(differences).toEqual([
    {
      paired: pairs.length,
      mean: expect.closeTo(pairs.reduce((sum, value) => sum + value, 0) / pairs.length, 12),
      low: interval.low,
      high: interval.high,
      confidence: 0.95,
    },
  ]);
});

it('starts every curve at zero where all runs have begun', async () => {
  const { overlap, curves } = await compare([baseline, other]);
  const scored = (rows: readonly TestPrediction[]): TestPrediction[] =>
    rows.filter(({ score }) => score !== null);
  const from = Math.max(scored(baseline)[0]?.ts ?? 0, scored(other)[0]?.ts ?? 0);
  const to = Math.min(scored(baseline).at(-1)?.ts ?? 0, scored(other).at(-1)?.ts ?? 0);
  expect(overlap).toEqual({ from, to });
  [baseline, other].forEach((rows, index) => {
    const inside = scored(rows).filter(({ ts }) => ts >= from && ts <= to);
    let sum = 0;
    expect([...(curves[index]?.x ?? [])]).toEqual([from, ...inside.map(({ ts }) => ts)]);
    expect([...(curves[index]?.y ?? [])]).toEqual([0, ...inside.map(({ score }) => (sum += score ?? 0))]);
  });
});

it('reduces the curves to what is asked for', async () => {
  const { curves } = await compare([baseline, other], 1, 50);
  for (const { x, y } of curves) {
    expect(x.length).toBeLessThanOrEqual(50);
    expect(y[0]).toBe(0);
  }
});

it('has no difference and no curve for runs that never met', async () => {
  const { differences, overlap, curves } = await compare([baseline, makePredictions(10, start + 900_000)]);
  expect(differences).toEqual([{ paired: 0, mean: null, low: null, high: null, confidence: 0.95 }]);
  expect(overlap).toBeNull();
  expect(curves.map(({ x }) => x.length)).toEqual([0, 0]);
});

it('compares nothing with nothing', async () => {
  expect(await compare([])).toEqual({ differences: [], overlap: null, curves: [] });
});
