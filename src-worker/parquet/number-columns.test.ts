import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeededRandom } from '../../src-core/numeric/seeded-random.ts';
import { DuckDBSession, sqlText } from '../duckdb/session.ts';
import { readNumberColumns, type NumberColumn } from './number-columns.ts';

const columns: readonly NumberColumn[] = [
  { name: 'moment', form: 'time' },
  { name: 'value', form: 'double' },
];
/** Times a minute apart, the first before 1970, with a fraction of a second. */
const minutes = `make_timestamptz(-90000000 + i * 60000000 + 250000) AS moment`;

let folder: string;
let session: DuckDBSession;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-number-columns-'));
  session = await DuckDBSession.open({
    threads: 1,
    memoryMb: 512,
    folders: [folder],
    temporaryFolder: folder,
  });
});

afterAll(() => {
  session.close();
  rmSync(folder, { recursive: true, force: true });
});

async function write(select: string, options = 'COMPRESSION snappy'): Promise<string> {
  const path = join(folder, 'written.parquet');
  await session.connection.run(`COPY (${select}) TO ${sqlText(path)} (FORMAT parquet, ${options})`);
  return path;
}

/** What DuckDB makes of the columns. */
async function readWithDuckDB(path: string): Promise<Float64Array[]> {
  const result = await session.connection.runAndReadAll(
    `SELECT floor(epoch_us(moment) / 1e6), coalesce(value, 'nan'::DOUBLE) FROM read_parquet(${sqlText(path)})`,
  );
  const read = result.getColumns() as number[][];
  return columns.map((_, index) => Float64Array.from(read[index] ?? []));
}

function readHere(path: string, rows: number): Float64Array[] | undefined {
  const targets = columns.map(() => new Float64Array(rows).fill(-1));
  return readNumberColumns(readFileSync(path), columns, rows, targets) ? targets : undefined;
}

describe('files like those of the cache are read as DuckDB reads them', () => {
  const values = {
    'all different': 'hash(i) / 1e9',
    'changing little': '30000 + (hash(i) % 100) / 8',
    'few, by dictionary': 'CAST(hash(i) % 5 AS DOUBLE)',
    'one alone': '7::DOUBLE',
    'some missing': 'CASE WHEN hash(i) % 3 = 0 THEN NULL ELSE hash(i + 1) / 1e9 END',
    'some missing, by dictionary':
      'CASE WHEN hash(i) % 3 = 0 THEN NULL ELSE CAST(hash(i) % 300 AS DOUBLE) END',
    'long stretches missing': 'CASE WHEN i % 500 < 250 THEN NULL ELSE i::DOUBLE END',
    'all missing': 'NULL::DOUBLE',
    'unusual ones': "[0.0, -0.0, 'nan'::DOUBLE, 'inf'::DOUBLE, '-inf'::DOUBLE, 5e-324, 1.7e308][1 + i % 7]",
  };
  for (const [name, value] of Object.entries(values)) {
    it.each([
      [0, 'COMPRESSION snappy'],
      [1, 'COMPRESSION snappy'],
      [9, 'COMPRESSION uncompressed'],
      [1440, 'COMPRESSION snappy'],
      [5000, 'COMPRESSION snappy, ROW_GROUP_SIZE 2048'],
      [130_000, 'COMPRESSION snappy'],
    ])(`${name}: %d rows, %s`, async (rows, options) => {
      const path = await write(
        `SELECT ${minutes}, 'x' AS other, ${value} AS value FROM range(${rows}) t(i)`,
        options,
      );
      expect(readHere(path, rows)).toEqual(await readWithDuckDB(path));
    });
  }

  it('whatever the columns hold', async () => {
    const random = new SeededRandom(7);
    for (let round = 0; round < 60; round++) {
      const rows = random.below(4000);
      const seed = random.below(1e6);
      const distinct = 1 + random.below(3 * rows + 1);
      const missing = random.below(4) === 0 ? 1 + random.below(20) : 1e9;
      const scale = [1, 0.01, 1 / 3, 1e-9][random.below(4)];
      const value = `CASE WHEN hash(i + ${seed}) % ${missing} = 0 THEN NULL ELSE ${scale} * (hash(i * ${seed}) % ${distinct}) END`;
      const codec = ['snappy', 'uncompressed'][random.below(2)];
      const path = await write(
        `SELECT ${minutes}, (${value})::DOUBLE AS value FROM range(${rows}) t(i)`,
        `COMPRESSION ${codec}`,
      );
      expect(readHere(path, rows)).toEqual(await readWithDuckDB(path));
    }
  });
});

describe('other files are left to DuckDB', () => {
  const plain = `SELECT ${minutes}, i::DOUBLE AS value FROM range(1440) t(i)`;

  it.each([
    ['another compression', plain, 'COMPRESSION zstd'],
    ['a newer version', plain, 'PARQUET_VERSION V2'],
    ['smaller numbers', `SELECT ${minutes}, i::FLOAT AS value FROM range(1440) t(i)`, ''],
    ['whole numbers', `SELECT ${minutes}, i AS value FROM range(1440) t(i)`, ''],
    [
      'finer times',
      "SELECT '2022-01-01'::TIMESTAMP_NS AS moment, i::DOUBLE AS value FROM range(1440) t(i)",
      '',
    ],
    [
      'a row without a time',
      'SELECT nullif(make_timestamptz(i), make_timestamptz(9)) AS moment, i::DOUBLE AS value FROM range(1440) t(i)',
      '',
    ],
    [
      'a time without end',
      "SELECT 'infinity'::TIMESTAMPTZ AS moment, i::DOUBLE AS value FROM range(1440) t(i)",
      '',
    ],
    ['a column missing', `SELECT ${minutes} FROM range(1440) t(i)`, ''],
    ['nested columns', `SELECT ${minutes}, i::DOUBLE AS value, {a: 1} AS more FROM range(1440) t(i)`, ''],
  ])('%s', async (_, select, options) => {
    const path = await write(select, options === '' ? 'COMPRESSION snappy' : options);
    expect(readHere(path, 1440)).toBeUndefined();
  });

  it('another number of rows than asked for', async () => {
    const path = await write(plain);
    expect(readHere(path, 1439)).toBeUndefined();
    expect(readHere(path, 1441)).toBeUndefined();
  });

  it('one that is cut short, wherever', async () => {
    const path = await write(plain);
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length += 97) {
      writeFileSync(path, whole.subarray(0, length));
      expect(readHere(path, 1440)).toBeUndefined();
    }
  });
});

it('a damaged file never throws, and never gives other numbers than DuckDB does', async () => {
  const random = new SeededRandom(11);
  const path = await write(`SELECT ${minutes}, (hash(i) % 50)::DOUBLE AS value FROM range(300) t(i)`);
  const whole = readFileSync(path);
  for (let round = 0; round < 400; round++) {
    const damaged = Buffer.from(whole);
    damaged[random.below(whole.length)] = random.below(256);
    writeFileSync(path, damaged);
    const here = readHere(path, 300);
    const there = await readWithDuckDB(path).catch(() => undefined);
    if (here !== undefined && there !== undefined) expect(here).toEqual(there);
  }
});
