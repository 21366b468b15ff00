import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { DayFileInspection } from '../../src-core/data/day-file-inspection.ts';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import type { Feed } from '../../src-core/feed/feed.ts';
import { SeededRandom } from '../../src-core/numeric/seeded-random.ts';
import type { DuckDBSession } from '../../src-worker/duckdb/session.ts';
import { inspectWith } from '../../src-worker/data/inspect-day-file.ts';
import { quickInspection } from '../../src-worker/data/quick-inspection.ts';
import { openSession } from '../../src-worker/data/session-pool.ts';
import { minuteCandles, writeDayFile } from './candle-files.ts';
import { mutateBytes } from './mutate-bytes.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const day = '2022-01-03';

export interface DayFileFuzz {
  readonly cases: number;
  /** That were still good, in both readers' eyes. */
  readonly accepted: number;
  /** In words; none when all is well. */
  readonly faults: readonly string[];
}

/**
 * Damages day files and lets both readers inspect them: the quick one and DuckDB. What the quick one accepts DuckDB must
 * find the same in; nothing else than a good inspection or `DATA_CORRUPT` may come of it.
 *
 * @param everyNth so often DuckDB reads also what the quick reader does not take
 */
export async function fuzzDayFiles(
  root: string,
  cases: number,
  seed: number,
  everyNth: number,
): Promise<DayFileFuzz> {
  const originals: Buffer[] = [];
  for (const count of [1, 40, 1440]) {
    originals.push(
      await readFile(await writeDayFile({ root, feed, day, candles: minuteCandles(day, count) })),
    );
  }
  const random = new SeededRandom(seed);
  const path = join(root, 'mutated.parquet');
  const faults: string[] = [];
  let accepted = 0;
  let session: DuckDBSession | undefined;
  for (let index = 0; index < cases; index++) {
    const original = originals[index % originals.length] as Buffer;
    await writeFile(path, mutateBytes(original, random));
    const request = { path, feed, day };
    let quick: DayFileInspection | undefined;
    try {
      quick = quickInspection(request);
    } catch (error) {
      faults.push(`quick: ${String(error)}`);
    }
    if (quick === undefined && index % everyNth !== 0) continue;
    session ??= await openSession([dirname(path)], 512);
    try {
      const thorough = await inspectWith(session.connection, request);
      accepted++;
      if (quick !== undefined && !isDeepStrictEqual(quick, thorough)) {
        faults.push(`case ${index}: ${JSON.stringify(quick)} is ${JSON.stringify(thorough)} for DuckDB`);
      }
    } catch (error) {
      session.close();
      session = undefined;
      if (quick !== undefined) faults.push(`case ${index}: DuckDB says ${String(error)}`);
      if (!(error instanceof HindcastError) || error.code !== 'DATA_CORRUPT') faults.push(String(error));
    }
  }
  session?.close();
  return { cases, accepted, faults };
}
