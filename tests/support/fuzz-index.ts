import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { indexEntrySchema, parseIndexEntry, type DayFile } from '../../src-core/feed/index-entry.ts';
import { SeededRandom } from '../../src-core/numeric/seeded-random.ts';
import { BadIndex, IndexReader } from '../../src-main/services/coordinator/index-reader.ts';
import { mutateBytes } from './mutate-bytes.ts';

function entryOf(day: string, more: object): object {
  const path = `binance/BTCUSDT/candle/1m/${day}.parquet`;
  return { path, records: 1440, size_bytes: 61_234, date: day, ...more };
}

const extra = { sha256: '0123456789abcdef'.repeat(4), complete: true, note: 'a "b" [c] {d} \\ ä' };
const original = JSON.stringify([
  entryOf('2022-01-01', {}),
  entryOf('2022-01-02', extra),
  entryOf('2022-01-03', extra),
]);

export interface IndexFuzz {
  readonly accepted: number;
  readonly faults: readonly string[];
}

/** Damages an index and reads it in pieces of any size: it must be taken, and refused, just as by JSON.parse. */
export function fuzzIndex(cases: number, seed: number): IndexFuzz {
  const random = new SeededRandom(seed);
  const faults: string[] = [];
  let accepted = 0;
  for (let index = 0; index < cases; index++) {
    const bytes = mutateBytes(Buffer.from(original), random);
    const wanted = readWhole(bytes.toString());
    let read: DayFile[] | undefined;
    try {
      read = readInPieces(bytes, random);
    } catch (error) {
      const isKnown = error instanceof BadIndex || (error as HindcastError).code === 'UNSAFE_PATH';
      if (!isKnown) faults.push(`case ${index}: ${String(error)}`);
    }
    if (read !== undefined) accepted++;
    if (!isDeepStrictEqual(read, wanted)) faults.push(`case ${index}: ${bytes.toString()}`);
  }
  return { accepted, faults };
}

function readInPieces(bytes: Buffer, random: SeededRandom): DayFile[] {
  const reader = new IndexReader();
  for (let at = 0; at < bytes.length;) {
    const end = at + 1 + Math.floor(random.uniform() * 80);
    reader.push(bytes.subarray(at, end));
    at = end;
  }
  return reader.finish();
}

function readWhole(text: string): DayFile[] | undefined {
  try {
    return z.array(indexEntrySchema).parse(JSON.parse(text)).map(parseIndexEntry);
  } catch {
    return undefined;
  }
}
