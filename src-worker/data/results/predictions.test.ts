import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultOperations, type PredictionRow } from '../../../src-core/api/contract/results.ts';
import type { PredictionPageQuery, SeriesQuery } from '../../../src-core/data/prediction-queries.ts';
import { writeParquet } from '../../../tests/support/candle-files.ts';
import { makePredictions, writePredictions } from '../../../tests/support/prediction-files.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { SessionPool } from '../session-pool.ts';
import { ArrayCache } from './array-cache.ts';
import { PredictionFile } from './prediction-file.ts';
import { predictionMarks } from './prediction-marks.ts';
import { predictionPage } from './prediction-page.ts';
import { predictionSeries } from './prediction-series.ts';

const given = makePredictions(1000).map((row, index): PredictionRow => Object.assign(row, { row: index }));
const start = given[0]?.ts ?? 0;

const sessions = new SessionPool();
const cache = new ArrayCache(1e8);
let folder: string;
let file: PredictionFile;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-predictions-'));
  await writePredictions(folder, given);
  file = await PredictionFile.open(folder, sessions, cache);
});
afterAll(async () => {
  sessions.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a page of predictions', () => {
  const page = (change: Partial<PredictionPageQuery>) =>
    predictionPage(file, {
      resultFolder: folder,
      offset: 0,
      limit: 50,
      sort: 'row',
      descending: false,
      scope: null,
      status: null,
      from: null,
      to: null,
      ...change,
    });

  it('holds the rows as they are stored', async () => {
    const first = await page({ offset: 5 });
    expect(resultOperations['results.predictions'].output.parse(first)).toEqual(first);
    expect(first).toEqual({ total: 3000, rows: given.slice(5, 55) });
    expect((await page({ offset: 2990 })).rows).toEqual(given.slice(2990));
    expect(await page({ offset: 3000 })).toEqual({ total: 3000, rows: [] });
    expect((await page({ offset: 2, limit: 3, descending: true })).rows).toEqual(
      [2997, 2996, 2995].map((row) => given[row]),
    );
  });

  it.each([
    ['score', false],
    ['score', true],
    ['value', true],
    ['actualReturn', false],
    ['ts', true],
  ] as const)(
    'is sorted by %s, descending %s, rows without one last and equal ones in order',
    async (sort, descending) => {
      const expected = given.toSorted((left, right) => {
        const [one, other] = [left[sort], right[sort]];
        if (one === null || other === null) return Number(one === null) - Number(other === null);
        return descending ? other - one : one - other;
      });
      for (const offset of [0, 1500, 2960]) {
        const { total, rows } = await page({ sort, descending, offset, limit: 40 });
        expect(total).toBe(3000);
        expect(rows).toEqual(expected.slice(offset, offset + 40));
      }
    },
  );

  it('is of one scope, one status and one span of time', async () => {
    const [from, to] = [start + 600, start + 6000];
    const expected = given.filter(
      (row) => row.scope === 'BTC-300' && row.status === 'unresolved_gap' && row.ts >= from && row.ts <= to,
    );
    const found = await page({ scope: 'BTC-300', status: 'unresolved_gap', from, to });
    expect(expected.length).toBeGreaterThan(0);
    expect(found).toEqual({ total: expected.length, rows: expected });
    const back = await page({ scope: 'BTC-300', status: 'unresolved_gap', from, to, descending: true });
    expect(back.rows).toEqual(expected.toReversed());
    expect(await page({ scope: 'DOGE-60' })).toEqual({ total: 0, rows: [] });
  });
});

describe('a series of predictions', () => {
  const series = (change: Partial<SeriesQuery>) =>
    predictionSeries(file, {
      resultFolder: folder,
      series: 'cumulative_score',
      scope: null,
      from: null,
      to: null,
      points: 20_000,
      ...change,
    });
  /** Independent of the code under test: plain loops over the rows. */
  function cumulative(scope: string | null): { x: number[]; y: number[]; drawdown: number[] } {
    const [x, y, drawdown]: number[][] = [[], [], []];
    let sum = 0;
    let peak = 0;
    for (const row of given) {
      if (row.score === null || (scope !== null && row.scope !== scope)) continue;
      sum += row.score;
      peak = Math.max(peak, sum);
      x?.push(row.ts);
      y?.push(sum);
      drawdown?.push(sum - peak);
    }
    return { x: x ?? [], y: y ?? [], drawdown: drawdown ?? [] };
  }

  it.each([null, 'BTC-60', 'ETH-60'])('adds scores up in order (scope %s)', async (scope) => {
    const expected = cumulative(scope);
    const found = await series({ scope });
    expect(resultOperations['results.series'].output.parse(found)).toEqual(found);
    expect([...found.x]).toEqual(expected.x);
    expect([...found.y]).toEqual(expected.y);
    expect(found.total).toBe(expected.y.length);
    expect([...(await series({ scope, series: 'drawdown' })).y]).toEqual(expected.drawdown);
  });

  it('gives a part of the whole: sums do not start anew', async () => {
    const [from, to] = [start + 12_000, start + 30_000];
    const all = cumulative('BTC-60');
    const inside = [...all.x.keys()].filter((index) => {
      const ts = all.x[index] ?? 0;
      return ts >= from && ts <= to;
    });
    const found = await series({ scope: 'BTC-60', from, to });
    expect([...found.y]).toEqual(inside.map((index) => all.y[index]));
    expect(found.total).toBe(inside.length);
  });

  it('is reduced without losing an extreme or an end', async () => {
    const all = cumulative(null);
    const { x, y, total } = await series({ points: 100 });
    expect(x.length).toBeLessThanOrEqual(100);
    expect(total).toBe(all.y.length);
    expect([Math.min(...y), Math.max(...y)]).toEqual([Math.min(...all.y), Math.max(...all.y)]);
    expect([x[0], x.at(-1), y.at(-1)]).toEqual([all.x[0], all.x.at(-1), all.y.at(-1)]);
    expect((await series({ points: 2 })).x.length).toBeLessThanOrEqual(4);
  });

  it.each([
    ['score', 'score'],
    ['value', 'value'],
    ['actual_return', 'actualReturn'],
  ] as const)('gives %s as it is, without rows that have none', async (name, column) => {
    const expected = given.filter((row) => row.scope === 'BTC-300' && row[column] !== null);
    const { x, y } = await series({ series: name, scope: 'BTC-300' });
    expect([...x]).toEqual(expected.map((row) => row.ts));
    expect([...y]).toEqual(expected.map((row) => row[column]));
  });

  it('is empty for a scope that is not there', async () => {
    expect(await series({ scope: 'DOGE-60' })).toEqual({
      x: new Float64Array(0),
      y: new Float64Array(0),
      total: 0,
    });
  });

  it('hands out arrays of its own, which hold nothing but what was asked for', async () => {
    const part = await series({ series: 'value', from: start + 60, to: start + 600 });
    expect(part.y.buffer.byteLength).toBe(part.y.byteLength);
    part.y.fill(0);
    expect((await series({ series: 'value', from: start + 60, to: start + 600 })).y).not.toEqual(part.y);
  });
});

describe('marks of predictions beside candles', () => {
  it('are those of a subject in a span, the largest when there are too many', async () => {
    const [from, to] = [start, start + 18_000];
    const inside = given.filter((row) => row.subject === 'BTC' && row.ts <= to);
    const all = await predictionMarks(file, { resultFolder: folder, subject: 'BTC', from, to, points: 5000 });
    expect(all.total).toBe(inside.length);
    const orNaN = (value: number | null): number => value ?? Number.NaN;
    expect([...all.ts]).toEqual(inside.map((row) => row.ts));
    expect([...all.value]).toEqual(inside.map((row) => orNaN(row.value)));
    expect([...all.entryPrice]).toEqual(inside.map((row) => orNaN(row.entryPrice)));
    expect([...all.resolvedTs]).toEqual(inside.map((row) => orNaN(row.resolvedTs)));
    expect([...all.resolvedPrice]).toEqual(inside.map((row) => orNaN(row.resolvedPrice)));
    expect([...all.score]).toEqual(inside.map((row) => orNaN(row.score)));
    const few = await predictionMarks(file, { resultFolder: folder, subject: 'BTC', from, to, points: 25 });
    const largest = inside
      .toSorted((left, right) => Math.abs(right.value ?? 0) - Math.abs(left.value ?? 0))
      .slice(0, 25)
      .toSorted((left, right) => left.row - right.row);
    expect(few.total).toBe(inside.length);
    expect([...few.ts]).toEqual(largest.map((row) => row.ts));
    expect([...few.value]).toEqual(largest.map((row) => row.value));
  });
});

describe('a file of predictions', () => {
  const query = { series: 'score', scope: null, from: null, to: null, points: 9 } as const;

  async function smallFile(rows: number): Promise<{ own: string; opened: PredictionFile }> {
    const own = temporaryFolder();
    await writePredictions(own, given.slice(0, rows));
    return { own, opened: await PredictionFile.open(own, sessions, cache) };
  }

  it('that is another one now is read anew', async () => {
    const { own, opened } = await smallFile(100);
    const before = await predictionSeries(opened, { resultFolder: own, ...query });
    expect(before.total).toBe(given.slice(0, 100).filter(({ score }) => score !== null).length);
    await writePredictions(own, given.slice(0, 30));
    const again = await PredictionFile.open(own, sessions, cache);
    expect([again.key === opened.key, again.rows]).toEqual([false, 30]);
    const after = await predictionSeries(again, { resultFolder: own, ...query });
    expect(after.total).toBe(given.slice(0, 30).filter(({ score }) => score !== null).length);
  });

  it('that is gone or damaged is told apart', async () => {
    const { own } = await smallFile(10);
    await writeFile(join(own, 'predictions.parquet'), 'PAR1 this is no Parquet PAR1');
    await expect(PredictionFile.open(own, sessions, cache)).rejects.toMatchObject({
      code: 'RESULT_CORRUPT',
      message: expect.stringContaining('Run the job again'),
    });
    await rm(join(own, 'predictions.parquet'));
    await expect(PredictionFile.open(own, sessions, cache)).rejects.toMatchObject({ code: 'RESULT_MISSING' });
  });

  it('that shrinks under a reader is not taken for a smaller whole', async () => {
    const { own, opened } = await smallFile(100);
    await writePredictions(own, given.slice(0, 30));
    await expect(opened.numbers('score')).rejects.toMatchObject({ code: 'RESULT_CORRUPT' });
  });

  it('of a run that predicted nothing has nothing', async () => {
    const { own } = await smallFile(1);
    const empty = `SELECT * FROM read_parquet('${join(own, 'predictions.parquet')}') LIMIT 0`;
    const none = temporaryFolder();
    await writeParquet(join(none, 'predictions.parquet'), empty);
    const opened = await PredictionFile.open(none, sessions, cache);
    expect((await predictionSeries(opened, { resultFolder: none, ...query })).total).toBe(0);
    const page = { offset: 0, limit: 5, sort: 'score', descending: true, status: null } as const;
    expect(await predictionPage(opened, { resultFolder: none, ...query, ...page })).toEqual({
      total: 0,
      rows: [],
    });
    const marks = { subject: 'BTC', from: 0, to: 9e9, points: 5 };
    expect((await predictionMarks(opened, { resultFolder: none, ...marks })).total).toBe(0);
  });
});
