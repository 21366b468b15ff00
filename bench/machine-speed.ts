import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBSession, sqlText } from '../src-worker/duckdb/session.ts';
import { doublesOf } from '../src-worker/duckdb/vectors.ts';
import { smallestWithin } from './best-of.ts';

const columns = ['ts_event', 'open', 'high', 'low', 'close', 'volume'];
const candles = 525_600;

/**
 * Milliseconds that DuckDB takes to bring a folder of day files into typed arrays, by one query with two threads. None of
 * it is Hindcast's, and the machine on which the aims of the bench were set took 83 to 90 ms for the same year: what it
 * takes here says how much of any other figure is this machine's.
 */
export async function benchMachine(folder: string): Promise<number> {
  const session = await DuckDBSession.open({
    threads: 2,
    memoryMb: 512,
    folders: [folder],
    temporaryFolder: tmpdir(),
  });
  const files = readdirSync(folder).filter((name) => name.endsWith('.parquet'));
  const list = files.map((name) => sqlText(join(folder, name))).join(', ');
  const [time, ...prices] = columns;
  const query = `SELECT epoch_us(${time})::DOUBLE, ${prices.join(', ')} FROM read_parquet([${list}])`;
  const best = await smallestWithin(5, async () => {
    const arrays = columns.map(() => new Float64Array(candles));
    const started = performance.now();
    const result = await session.connection.run(query);
    let row = 0;
    for (let index = 0; index < result.chunkCount; index++) {
      const chunk = result.getChunk(index);
      arrays.forEach((array, column) => {
        array.set(doublesOf(chunk.getColumnVector(column)).subarray(0, chunk.rowCount), row);
      });
      row += chunk.rowCount;
    }
    if (row !== candles) throw new Error(`DuckDB read ${row} candles instead of a year of them.`);
    return performance.now() - started;
  });
  session.close();
  return best;
}
