import { createHash } from 'node:crypto';
import { mkdtemp, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DuckDBSession, sqlText } from '../duckdb/session.ts';
import { encodeDoubles, encodeNames, encodeTexts, encodeTimes, type EncodedColumn } from './encodings.ts';
import { ParquetWriter, type ParquetColumn } from './parquet-writer.ts';

let folder: string;
let session: DuckDBSession;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-parquet-'));
  session = await DuckDBSession.open({
    threads: 1,
    memoryMb: 128,
    folders: [folder],
    temporaryFolder: join(folder, 'spill'),
  });
});

afterAll(async () => {
  session.close();
  await rm(folder, { recursive: true, force: true });
});

afterEach(() => vi.restoreAllMocks());

/** Has all files of this process write in another way. */
async function writeBy(writev: FileHandle['writev']): Promise<void> {
  const file = await open(join(folder, 'any'), 'w');
  vi.spyOn(Object.getPrototypeOf(file) as FileHandle, 'writev').mockImplementation(writev);
  await file.close();
}

interface Written {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

async function write(
  columns: readonly ParquetColumn[],
  groups: readonly (readonly EncodedColumn[])[],
): Promise<Written> {
  const path = join(folder, `${files++}.parquet`);
  const writer = await ParquetWriter.create(path, columns);
  for (const group of groups) writer.writeRowGroup(group);
  const seal = await writer.finish();
  await writer.close();
  return { path, ...seal };
}

/** Rows as DuckDB reads them; times as seconds. */
async function read({ path }: Written, select = '*'): Promise<unknown[][]> {
  const result = await session.connection.runAndReadAll(
    `SELECT ${select} FROM read_parquet(${sqlText(path)})`,
  );
  return result.getRows();
}

const seconds = '(epoch_us(time) / 1e6)::DOUBLE';
const nullable = (value: number): number | null => (Number.isNaN(value) ? null : value);

describe('ParquetWriter', () => {
  it('gives columns of every type their names and meanings', async () => {
    const columns: ParquetColumn[] = [
      { name: 'time', type: 'time' },
      { name: 'value', type: 'double' },
      { name: 'text', type: 'text' },
    ];
    const written = await write(columns, [
      [
        encodeTimes(Float64Array.of(1_640_995_200, Number.NaN)),
        encodeDoubles(Float64Array.of(0.1, Number.NaN)),
        encodeTexts(new Map([[8, 'ä "x"']]), 7, 9),
      ],
    ]);
    const described = await session.connection.runAndReadAll(`DESCRIBE FROM ${sqlText(written.path)}`);
    expect(described.getRows().map(([name, type]) => [name, type])).toEqual([
      ['time', 'TIMESTAMP WITH TIME ZONE'],
      ['value', 'DOUBLE'],
      ['text', 'VARCHAR'],
    ]);
    expect(await read(written, `${seconds}, value, text`)).toEqual([
      [1_640_995_200, 0.1, null],
      [null, null, 'ä "x"'],
    ]);
  });

  it('tells the size and the hash of the file', async () => {
    const written = await write(
      [{ name: 'value', type: 'double' }],
      [[encodeDoubles(Float64Array.of(1, 2))]],
    );
    const content = await readFile(written.path);
    expect(written.sizeBytes).toBe(content.length);
    expect(written.sha256).toBe(createHash('sha256').update(content).digest('hex'));
  });

  it('refuses to write over a file', async () => {
    const { path } = await write([{ name: 'value', type: 'double' }], []);
    await expect(ParquetWriter.create(path, [])).rejects.toThrow('EEXIST');
  });

  it('goes on where the system took less than it was given', async () => {
    const groups = [[encodeDoubles(Float64Array.of(1, 2, 3))], [encodeDoubles(Float64Array.of(4))]];
    const whole = await write([{ name: 'value', type: 'double' }], groups);
    await writeBy(async function (this: FileHandle, buffers, position) {
      const { bytesWritten } = await this.write(Buffer.from(buffers[0] as Uint8Array), 0, 3, position);
      return { bytesWritten, buffers };
    });
    const byPieces = await write([{ name: 'value', type: 'double' }], groups);
    expect(await readFile(byPieces.path)).toEqual(await readFile(whole.path));
  });

  it('fails in the end when anything before could not be written', async () => {
    const writer = await ParquetWriter.create(join(folder, `${files++}.parquet`), [
      { name: 'value', type: 'double' },
    ]);
    await writeBy(() => Promise.reject(new Error('ENOSPC: no space left on device')));
    writer.writeRowGroup([encodeDoubles(Float64Array.of(1))]);
    vi.restoreAllMocks();
    await expect(writer.finish()).rejects.toThrow('ENOSPC');
    await writer.close();
  });

  it('may hold no rows at all', async () => {
    expect(await read(await write([{ name: 'value', type: 'double' }], []))).toEqual([]);
  });

  it('keeps every bit of doubles, over several row groups', async () => {
    const any = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -0, 0, 5e-324, Number.MAX_VALUE));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(any, { minLength: 1 }), { maxLength: 4 }), async (groups) => {
        const encoded = groups.map((group) => [encodeDoubles(Float64Array.from(group))]);
        const rows = await read(await write([{ name: 'value', type: 'double' }], encoded));
        expect(rows.flat()).toEqual(groups.flat().map(nullable));
      }),
      { seed: 3, numRuns: 40 },
    );
  });

  it('keeps whole seconds, regular or not, in any order, present or not', async () => {
    const gap = fc.oneof(fc.constant(60), fc.integer({ min: -1e9, max: 1e9 }), fc.constant(Number.NaN));
    await fc.assert(
      fc.asyncProperty(fc.array(gap, { minLength: 1, maxLength: 400 }), async (gaps) => {
        let now = 1_640_995_200;
        const times = gaps.map((step) =>
          Number.isNaN(step) ? step : (now = 1e9 + (Math.abs(now + step) % 1e9)),
        );
        const written = await write(
          [{ name: 'time', type: 'time' }],
          [[encodeTimes(Float64Array.from(times))]],
        );
        expect((await read(written, seconds)).flat()).toEqual(times.map(nullable));
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('takes next to nothing for regular times', async () => {
    const times = Float64Array.from({ length: 10_000 }, (_, row) => 1_640_995_200 + 60 * row);
    expect((await write([{ name: 'time', type: 'time' }], [[encodeTimes(times)]])).sizeBytes).toBeLessThan(
      1200,
    );
  });

  it('ends a file of as many row groups as a year of predictions every second has', async () => {
    const columns: ParquetColumn[] = Array.from({ length: 12 }, (_, index) => ({
      name: `column_${index}`,
      type: 'double',
    }));
    const groups = Array.from({ length: 400 }, (_, group) =>
      columns.map(() => encodeDoubles(Float64Array.of(group))),
    );
    const written = await write(columns, groups);
    expect((await read(written, 'sum(column_11)')).flat()).toEqual([(400 * 399) / 2]);
  });

  it.each([1, 3, 256, 257, 1000])('keeps one of %i names', async (count) => {
    const names = Array.from({ length: count }, (_, index) => `name ${index}`);
    const indices = Uint16Array.from({ length: 2 * count + 3 }, (_, row) => (row * 7) % count);
    const written = await write([{ name: 'text', type: 'text' }], [[encodeNames(indices, names)]]);
    expect((await read(written)).flat()).toEqual([...indices].map((index) => names[index]));
  });

  it('keeps texts that some, all or no rows have', async () => {
    const columns: ParquetColumn[] = [{ name: 'text', type: 'text' }];
    const all = new Map(Array.from({ length: 20 }, (_, row) => [row, `text ${row}`]));
    const groups = [all, new Map([[3, '']]), new Map<number, string>()];
    const written = await write(
      columns,
      groups.map((texts) => [encodeTexts(texts, 0, 20)]),
    );
    const expected = groups.flatMap((texts) =>
      Array.from({ length: 20 }, (_, row) => texts.get(row) ?? null),
    );
    expect((await read(written)).flat()).toEqual(expected);
  });
});
