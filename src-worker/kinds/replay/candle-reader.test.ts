import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { CandleAudit } from '../../../src-core/quality/candle-audit.ts';
import { candleColumnNames } from '../../../src-core/feed/candle.ts';
import type { PinnedFile } from '../../../src-core/job/worker-protocol.ts';
import { versionPath } from '../../../src-core/data/day-version.ts';
import { pinnedFile } from '../../../tests/support/pinned-file.ts';
import { DuckDBSession, sqlText } from '../../duckdb/session.ts';
import { CandleReader, type CandleSelection } from './candle-reader.ts';
import { LazyCandleSession } from './candle-session.ts';

const days = ['2022-01-03', '2022-01-04', '2022-01-05'];
const selection: CandleSelection = {
  feeds: [{ source: 'test', subject: 'BTC', kind: 'candle', granularity: '1m' }],
  subjects: ['BTC'],
  mode: 'strict',
  range: {
    startSeconds: Date.parse('2022-01-03') / 1000,
    endSeconds: Date.parse('2022-01-06') / 1000 - 1,
    firstDay: '2022-01-03',
    lastDay: '2022-01-05',
  },
};

let folder: string;
let writer: DuckDBSession;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-candle-reader-'));
  mkdirSync(join(folder, 'test/BTC/candle/1m'), { recursive: true });
  const limits = { threads: 1, memoryMb: 128, folders: [folder], temporaryFolder: join(folder, 'spill') };
  writer = await DuckDBSession.open(limits);
});

afterAll(() => {
  writer.close();
  rmSync(folder, { recursive: true, force: true });
});

afterEach(() => vi.restoreAllMocks());

/** Three days of minutes, the second one compressed in a way of its own. */
async function writeDays(secondCompression: string, close = 'i::DOUBLE'): Promise<PinnedFile[]> {
  const files: PinnedFile[] = [];
  for (const [index, day] of days.entries()) {
    const path = `test/BTC/candle/1m/${day}.parquet`;
    await writer.connection.run(
      `COPY (
         SELECT make_timestamptz(epoch_us('${day}'::TIMESTAMP) + i * 60000000) AS ts_event, i + 0.5::DOUBLE AS open,
           i + 2.0::DOUBLE AS high, i - 2.0::DOUBLE AS low, ${close} AS close, hash(i) / 1e9 AS volume,
           '{"price": ' || i || '}' AS meta
         FROM range(1440) t(i)
       ) TO ${sqlText(join(folder, path))} (FORMAT parquet, COMPRESSION ${index === 1 ? secondCompression : 'snappy'})`,
    );
    files.push(pinnedFile(folder, path, 1440));
  }
  return files;
}

/** Every candle, and how often DuckDB was opened for them. */
async function readAll(files: readonly PinnedFile[]): Promise<{ candles: number[][]; opened: number }> {
  const opening = vi.spyOn(DuckDBSession, 'open');
  const session = new LazyCandleSession(folder, join(folder, 'spill'));
  const audit = new CandleAudit(['BTC'], 60, selection.range);
  const reader = new CandleReader(session, folder, selection, files, audit);
  const candles: number[][] = [];
  try {
    for await (const batch of reader.batches()) {
      for (const columns of batch.subjects) {
        for (let row = 0; row < columns.length; row++) {
          candles.push(candleColumnNames.map((name) => columns[name][row] as number));
        }
      }
    }
  } finally {
    await reader.close();
    await session.close();
  }
  return { candles, opened: opening.mock.calls.length };
}

it('usual files are read without DuckDB, and one unusual one among them changes no candle', async () => {
  const usual = await readAll(await writeDays('snappy'));
  const mixed = await readAll(await writeDays('zstd'));
  expect(usual.opened).toBe(0);
  expect(mixed.opened).toBe(1);
  expect(usual.candles).toHaveLength(3 * 1440);
  expect(mixed.candles).toEqual(usual.candles);
});

it('prices that are in meta come from there', async () => {
  const { candles } = await readAll(await writeDays('snappy', 'CASE WHEN i % 2 = 0 THEN i END::DOUBLE'));
  expect(candles.map((candle) => candle[4])).toEqual(
    days.flatMap(() => Array.from({ length: 1440 }, (_, i) => i)),
  );
});

it('a file that holds more or fewer rows than were pinned is refused', async () => {
  const files = await writeDays('snappy');
  const pinned = (rows: number): PinnedFile[] =>
    files.slice(0, 2).concat({ ...(files[2] as PinnedFile), rows });
  await expect(readAll(pinned(1439))).rejects.toThrow(/more than the 4319 rows/);
  await expect(readAll(pinned(1441))).rejects.toThrow(/fewer than the 4321 rows/);
});

it.each(['snappy', 'zstd'])(
  'D20 a day that was replaced is read by its content, packed with %s, and refused when that is gone',
  async (compression) => {
    const files = await writeDays(compression);
    const before = await readAll(files);
    const pinned = files[1] as PinnedFile;
    mkdirSync(join(folder, '.versions'), { recursive: true });
    const kept = join(folder, versionPath(pinned.sha256));
    copyFileSync(join(folder, pinned.path), kept);
    copyFileSync(join(folder, files[0]?.path ?? ''), join(folder, pinned.path));
    expect((await readAll(files)).candles).toEqual(before.candles);
    rmSync(kept);
    await expect(readAll(files)).rejects.toMatchObject({
      code: 'DATA_MISSING',
      message: expect.stringContaining('test/BTC/candle/1m/2022-01-04'),
    });
  },
);
