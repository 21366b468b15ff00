import type { DuckDBSession } from '../../duckdb/session.ts';
import type { CandleQueries } from './candle-queries.ts';

const memoryMb = 512;

/**
 * Batches that are read at the same time, each by a query of one thread on a connection of its own: opening many small
 * files is most of the work, and two queries of one thread take less time than one query of two.
 */
const queriesAtOnce = 2;

/** Where a reader of candles has its queries from. */
export interface CandleSession {
  readonly queriesAtOnce: number;
  /** @param index below {@link queriesAtOnce}; what has the same index runs one query after the other */
  queries(index: number): Promise<CandleQueries>;
}

/** A session of DuckDB that is opened when something is asked of it: most runs read their candles without. */
export class LazyCandleSession implements CandleSession {
  readonly queriesAtOnce = queriesAtOnce;
  readonly #open: () => Promise<DuckDBSession>;
  #session: Promise<DuckDBSession> | undefined;
  readonly #queries: Promise<CandleQueries>[] = [];

  /** @param temporaryFolder where DuckDB may spill */
  constructor(cacheRoot: string, temporaryFolder: string) {
    this.#open = async () => {
      const { DuckDBSession } = await import('../../duckdb/session.ts');
      return DuckDBSession.open({ threads: 1, memoryMb, folders: [cacheRoot], temporaryFolder });
    };
  }

  queries(index: number): Promise<CandleQueries> {
    return (this.#queries[index] ??= this.#connect());
  }

  /** To be called when no query runs any more. */
  async close(): Promise<void> {
    const session = await this.#session?.catch(() => undefined);
    session?.close();
  }

  async #connect(): Promise<CandleQueries> {
    const [session, { CandleQueries }] = await Promise.all([
      (this.#session ??= this.#open()),
      import('./candle-queries.ts'),
    ]);
    return new CandleQueries(await session.connect());
  }
}
