import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { allocateCandleColumns, type CandleColumns } from '../../../src-core/feed/candle.ts';
import type { CandleAudit } from '../../../src-core/quality/candle-audit.ts';
import { cleanCandles, type CleaningRules } from '../../../src-core/feed/clean-candles.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import type { PinnedFile } from '../../../src-core/job/worker-protocol.ts';
import type { CandleBatch } from '../../../src-core/kinds/replay/engine/model-driver.ts';
import type { ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import { CandleBuffers } from './candle-buffers.ts';
import type { CandleSession } from './candle-session.ts';
import { DayFiles } from './day-files.ts';
import { locatePinned } from './pinned-files.ts';

/** Rows that one batch aims at: large enough to be fast, small enough that memory does not grow with the range. */
const rowsPerBatch = 65_536;
/** The first batch is smaller, since nothing can be replayed before it is there; each that follows is twice as large. */
const rowsOfFirstBatch = 8192;

/** The files of one batch, by subject. */
interface BatchFiles {
  readonly bySubject: readonly (readonly PinnedFile[])[];
}

/** Which candles to read, and by which rules; a {@link ReplayPlan} says so, among other things. */
export type CandleSelection = Pick<ReplayPlan, 'feeds' | 'subjects' | 'mode' | 'range'>;

/**
 * Reads a run's pinned day files as batches of clean candles, the next ones being read while the last is in use.
 * Every subject of a batch covers the same days, so subjects can be interleaved batch by batch.
 *
 * @throws HindcastError `DATA_MISSING` when the pinned bytes of a day are gone; `DATA_CORRUPT` when a file cannot be read, or
 *   its rows lie before those of the day before
 */
export class CandleReader {
  readonly #session: CandleSession;
  readonly #dayFiles: DayFiles;
  readonly #cacheRoot: string;
  readonly #plan: CandleSelection;
  readonly #audit: CandleAudit;
  readonly #batches: readonly BatchFiles[];
  readonly #lastTs: number[];
  readonly #buffers = new CandleBuffers();
  readonly #ahead: Promise<RawCandles[]>[] = [];

  /** @param session for files that are written in an unusual way */
  constructor(
    session: CandleSession,
    cacheRoot: string,
    plan: CandleSelection,
    files: readonly PinnedFile[],
    audit: CandleAudit,
  ) {
    this.#session = session;
    this.#dayFiles = new DayFiles(cacheRoot);
    this.#cacheRoot = cacheRoot;
    this.#plan = plan;
    this.#audit = audit;
    this.#batches = planBatches(plan, files);
    this.#lastTs = plan.subjects.map(() => Number.NEGATIVE_INFINITY);
  }

  /** Starts reading at once; to be called once. */
  batches(): AsyncGenerator<CandleBatch> {
    for (let index = 0; index < this.#session.queriesAtOnce; index++) this.#readAhead(index);
    return this.#generate();
  }

  /**
   * Waits for reads that nobody waits for any more: a process that ends while DuckDB is reading hangs in its own exit.
   */
  async close(): Promise<void> {
    await Promise.allSettled(this.#ahead);
  }

  /** Takes back a batch that nobody reads any more. */
  recycle(batch: CandleBatch): void {
    this.#buffers.giveBack(batch);
  }

  /** To be called when the batch that was read as many before as there are queries at once has come. */
  #readAhead(index: number): void {
    const files = this.#batches[index];
    if (files === undefined) return;
    const reading = this.#read(files, index % this.#session.queriesAtOnce);
    // It may fail while nobody waits for it yet; its error surfaces when its turn comes.
    reading.catch(() => undefined);
    this.#ahead.push(reading);
  }

  async *#generate(): AsyncGenerator<CandleBatch> {
    const rules: CleaningRules = {
      mend: this.#plan.mode === 'strict',
      startSeconds: this.#plan.range.startSeconds,
      endSeconds: this.#plan.range.endSeconds,
    };
    for (let index = 0; index < this.#batches.length; index++) {
      const raw = await (this.#ahead[0] as Promise<RawCandles[]>);
      void this.#ahead.shift();
      this.#readAhead(index + this.#session.queriesAtOnce);
      yield { subjects: raw.map((columns, subject) => this.#clean(columns, subject, rules)) };
    }
  }

  #clean(raw: RawCandles, subject: number, rules: CleaningRules): CandleColumns {
    const { candles, counts } = cleanCandles(raw.columns, raw.metaPrice, rules);
    this.#audit.observe(subject, { raw: raw.columns, metaPrice: raw.metaPrice, candles, counts });
    if (candles.length > 0) {
      if ((candles.ts[0] as number) < (this.#lastTs[subject] as number)) {
        throw new HindcastError(
          'DATA_CORRUPT',
          `The cached days of ${this.#plan.subjects[subject]} overlap: a file holds rows of another day. ` +
            'Run "hindcast data verify", then pull the damaged days again.',
        );
      }
      this.#lastTs[subject] = candles.ts[candles.length - 1] as number;
    }
    return candles;
  }

  async #read(batch: BatchFiles, queryIndex: number): Promise<RawCandles[]> {
    const columns: RawCandles[] = [];
    for (const files of batch.bySubject) columns.push(await this.#readFiles(files, queryIndex));
    return columns;
  }

  async #readFiles(files: readonly PinnedFile[], queryIndex: number): Promise<RawCandles> {
    if (files.length === 0) return { columns: allocateCandleColumns(0), metaPrice: new Map() };
    const columns = this.#buffers.take(files.reduce((rows, file) => rows + file.rows, 0));
    const isRead = await this.#dayFiles.read(files, columns);
    if (isRead && rowsWithoutClose(columns).length === 0) return { columns, metaPrice: new Map() };
    const queries = await this.#session.queries(queryIndex);
    const paths = await locatePinned(this.#cacheRoot, files);
    try {
      if (!isRead) await queries.readColumns(paths, columns);
      const missing = rowsWithoutClose(columns);
      const metaPrice = missing.length === 0 ? new Map() : await queries.readMetaPrices(paths, missing);
      return { columns, metaPrice };
    } catch (cause) {
      if (cause instanceof HindcastError) throw cause;
      throw new HindcastError(
        'DATA_CORRUPT',
        `Cached candles could not be read (${files[0]?.path}${files.length > 1 ? ` to ${files.at(-1)?.path}` : ''}): ` +
          `${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}. Run "hindcast data verify".`,
        { cause },
      );
    }
  }
}

/** The rows whose close is not there, in order. */
export function rowsWithoutClose({ close, length }: CandleColumns): number[] {
  const missing: number[] = [];
  for (let row = 0; row < length; row++) if (Number.isNaN(close[row])) missing.push(row);
  return missing;
}

/** Rows of each subject of a plan in a run's pinned files, before any are left out. */
export function rowsBySubject(plan: CandleSelection, files: readonly PinnedFile[]): number[] {
  return plan.feeds.map((feed) => {
    const folder = `${feedPath(feed)}/`;
    return files.reduce((rows, file) => rows + (file.path.startsWith(folder) ? file.rows : 0), 0);
  });
}

interface RawCandles {
  readonly columns: CandleColumns;
  readonly metaPrice: ReadonlyMap<number, number>;
}

function planBatches(plan: CandleSelection, files: readonly PinnedFile[]): BatchFiles[] {
  const folders = plan.feeds.map((feed) => `${feedPath(feed)}/`);
  const days = [...new Set(files.map((file) => dayOfPath(file.path)))].sort();
  const byDay = new Map<string, (PinnedFile | undefined)[]>();
  for (const file of files) {
    const day = dayOfPath(file.path);
    const subject = folders.findIndex((folder) => file.path.startsWith(folder));
    const row = byDay.get(day) ?? [];
    row[subject] = file;
    byDay.set(day, row);
  }
  const batches: BatchFiles[] = [];
  let current = folders.map((): PinnedFile[] => []);
  let rows = 0;
  let rowsWanted = rowsOfFirstBatch;
  for (const day of days) {
    byDay.get(day)?.forEach((file, subject) => {
      if (file === undefined) return;
      current[subject]?.push(file);
      rows += file.rows;
    });
    if (rows >= rowsWanted) {
      batches.push({ bySubject: current });
      rowsWanted = Math.min(2 * rowsWanted, rowsPerBatch);
      current = folders.map(() => []);
      rows = 0;
    }
  }
  if (rows > 0) batches.push({ bySubject: current });
  return batches;
}

function dayOfPath(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
