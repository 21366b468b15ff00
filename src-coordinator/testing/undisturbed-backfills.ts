import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { granularitySeconds, type Feed } from '../../src-core/feed/feed.ts';
import { dayFilePath } from '../../src-core/feed/index-entry.ts';
import { dayOf, secondsPerDay } from '../../src-core/time/utc.ts';
import { silentLogger } from '../logger.ts';
import { openParquetSession } from '../parquet/parquet-session.ts';
import { ParquetSink } from '../parquet/parquet-sink.ts';
import { CsvProvider } from '../providers/csv-provider.ts';
import type { HistoryProvider } from '../providers/history-provider.ts';
import { RandomStream } from '../providers/random-stream.ts';
import { SyntheticProvider, syntheticProviderSchema } from '../providers/synthetic-provider.ts';

const synthetic: Feed = { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '1m' };
const csv: Feed = { source: 'file', subject: 'EUR', kind: 'candle', granularity: '1s' };
const syntheticConfig = { type: 'synthetic', seed: 7, initial_price: 40_000 } as const;
/** Not midnight: a page of ten days of minutes ends in a day that the next page writes again. */
const firstSeconds = Date.UTC(2021, 0, 1, 18) / 1000;
const syntheticDays = 20;
/** Two pages and a bit of two days, so that both files are written twice. */
const csvSeconds = 32_400;

/** A backfill as it goes undisturbed; each list has one entry more than there are pages, the first before any of them. */
export interface Plan {
  readonly feed: Feed;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly cursors: readonly number[];
  readonly records: readonly number[];
  /** The SHA-256 of each day file, by path. */
  readonly states: readonly ReadonlyMap<string, string>[];
  /** The day files that it writes, by day. */
  readonly paths: readonly string[];
}

/** What a day file holds of a record: time, close, meta. */
export type Truth = [ts: number, close: number | null, meta: string];

/** Backfills in a row as they go when nothing disturbs them, done here and now with the coordinator's own parts. */
export class UndisturbedBackfills {
  /** Every hash that a day file ever has, by path. */
  readonly versions = new Map<string, Set<string>>();
  readonly feedsFile: string;
  readonly #csvFile: string;
  readonly #providers: ReadonlyMap<Feed, HistoryProvider>;
  readonly #sink: ParquetSink;
  readonly #hashes = new Map<string, string>();
  readonly #truth = new Map<string, Map<number, Truth>>();
  #count = 0;
  readonly close: () => void;

  private constructor(folder: string, sink: ParquetSink, close: () => void) {
    this.feedsFile = join(folder, 'feeds.json');
    this.#csvFile = join(folder, 'candles/eur.csv');
    this.#sink = sink;
    this.close = close;
    this.#providers = new Map<Feed, HistoryProvider>([
      [synthetic, new SyntheticProvider(synthetic, syntheticProviderSchema.parse(syntheticConfig))],
      [csv, new CsvProvider(csv, { type: 'csv', folder: join(folder, 'candles') })],
    ]);
  }

  /** Writes the feeds file of the coordinator that is to be disturbed into an empty folder. */
  static async prepare(folder: string): Promise<UndisturbedBackfills> {
    const root = join(folder, 'undisturbed');
    await mkdir(root);
    await mkdir(join(folder, 'candles'));
    const session = await openParquetSession(root);
    const quarantine = join(folder, 'undisturbed-quarantine');
    const sink = new ParquetSink({ session, root, quarantine, logger: silentLogger, now: Date.now });
    const backfills = new UndisturbedBackfills(folder, sink, () => session.closeSync());
    const feeds = [
      { ...synthetic, provider: syntheticConfig },
      { ...csv, provider: { type: 'csv', folder: 'candles' } },
    ];
    await writeFile(backfills.feedsFile, JSON.stringify({ feeds }));
    return backfills;
  }

  /** In turns: a CSV file with other prices than the last time, and made-up candles of a range of their own. */
  async next(): Promise<Plan> {
    const turn = Math.floor(this.#count / 2);
    const feed = this.#count % 2 === 0 ? csv : synthetic;
    this.#count += 1;
    const span = feed === csv ? csvSeconds : syntheticDays * secondsPerDay;
    const startSeconds = feed === csv ? firstSeconds : firstSeconds + turn * span;
    if (feed === csv) await writeFile(this.#csvFile, csvText(turn));
    return this.#go(feed, startSeconds, startSeconds + span);
  }

  /** What a day file must hold in the end, in order. */
  truthOf(path: string): Truth[] {
    return [...(this.#truth.get(path)?.values() ?? [])].sort(([left], [right]) => left - right);
  }

  async #go(feed: Feed, startSeconds: number, endSeconds: number): Promise<Plan> {
    const provider = this.#providers.get(feed);
    if (provider === undefined) throw new Error('no provider');
    const period = granularitySeconds(feed.granularity) ?? 1;
    const { signal } = new AbortController();
    const cursors = [startSeconds];
    const records = [0];
    const states = [new Map(this.#hashes)];
    const paths = new Set<string>();
    let from = startSeconds;
    let total = 0;
    let isAtEnd = false;
    while (!isAtEnd) {
      const limit = provider.pageSize;
      const page = await provider.fetchPage({ feed, startSeconds: from, endSeconds, limit, signal });
      for (const { path, sha256 } of await this.#sink.write(feed, page)) {
        this.#hashes.set(path, sha256);
        paths.add(path);
        getOrMake(this.versions, path, () => new Set<string>()).add(sha256);
      }
      for (const { ts, close, meta } of page) {
        const day = getOrMake(this.#truth, dayFilePath(feed, dayOf(ts)), () => new Map<number, Truth>());
        day.set(ts, [ts, close, meta]);
      }
      const last = page.at(-1)?.ts;
      if (last !== undefined) from = last + period >= endSeconds ? endSeconds : last + 1;
      isAtEnd = last === undefined || from === endSeconds;
      total += page.length;
      cursors.push(from);
      records.push(total);
      states.push(new Map(this.#hashes));
    }
    return { feed, startSeconds, endSeconds, cursors, records, states, paths: [...paths] };
  }
}

/** Seconds with gaps, and some of them a second time, later on and with another price, which counts. */
function csvText(turn: number): string {
  const random = new RandomStream(`csv ${turn}`);
  const rows: string[] = [];
  const row = (second: number): void => {
    const price = (100 + random.uniform()).toFixed(4);
    rows.push(`${firstSeconds + second},${price},${price},${price},${price},1,${second}`);
  };
  for (let second = 0; second < csvSeconds; second++) {
    if (random.uniform() < 0.02) continue;
    row(second);
    if (random.uniform() < 0.02) row(Math.floor(random.uniform() * second));
  }
  return `timestamp,open,high,low,close,volume,number\n${rows.join('\n')}\n`;
}

function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const there = map.get(key);
  if (there !== undefined) return there;
  const made = make();
  map.set(key, made);
  return made;
}
