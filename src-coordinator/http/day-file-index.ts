import { setImmediate as turn } from 'node:timers/promises';
import { feedPath, type Feed } from '../../src-core/feed/feed.ts';
import type { CataloguedFile, DayFileCatalogue } from '../store/day-file-catalogue.ts';
import type { FeedFilter } from '../store/feed-filter.ts';
import { packed } from './packed.ts';

/** Which day files are asked for; what is left out does not matter. Days are `YYYY-MM-DD`, both ends included. */
export interface IndexFilter extends FeedFilter {
  readonly firstDay?: string | undefined;
  readonly lastDay?: string | undefined;
}

/** A body in pieces, of which many answers may be sending the same ones. */
export interface IndexBody {
  readonly pieces: readonly Buffer[];
  /** The same body in gzip; made once. */
  packed(): Promise<Buffer>;
}

/** Files read and written out in one go; more would keep other requests waiting. */
const batchSize = 500;
const earliestDay = '0000-01-01';
const latestDay = '9999-12-31';

/**
 * The index of day files as JSON, by path. What stood in the last answers is kept for each feed, so that a change costs
 * only its feed, and no change costs nothing.
 */
export class DayFileIndex {
  readonly #catalogue: DayFileCatalogue;
  readonly #feeds = new Map<string, { revision: number; lines: Buffer }>();
  #whole: { state: string; body: Promise<IndexBody> } | undefined;

  constructor(catalogue: DayFileCatalogue) {
    this.#catalogue = catalogue;
  }

  /** A name of what the index holds now, see {@link DayFileCatalogue.stateName}. */
  stateName(): string {
    return this.#catalogue.stateName();
  }

  /**
   * What the filter lets through. When the catalogue changes meanwhile the body may hold that already; it never holds
   * less than {@link stateName} said before.
   */
  async body(filter: IndexFilter): Promise<IndexBody> {
    if (Object.values(filter).some((value) => value !== undefined))
      return bodyOf(await this.#collect(filter));
    const state = this.stateName();
    if (this.#whole?.state !== state) {
      this.#whole = { state, body: this.#collect(filter).then(bodyOf) };
      this.#whole.body.catch(() => (this.#whole = undefined));
    }
    return this.#whole.body;
  }

  async #collect(filter: IndexFilter): Promise<Buffer[]> {
    const byDay = filter.firstDay !== undefined || filter.lastDay !== undefined;
    const found: Buffer[] = [];
    for (const { feed, revision } of this.#catalogue.feedRevisions()) {
      if (!isOfFeed(feed, filter)) continue;
      const lines = byDay ? await this.#write(feed, filter) : await this.#linesOf(feed, revision);
      if (lines.length > 0) found.push(lines);
    }
    return found;
  }

  async #linesOf(feed: Feed, revision: number): Promise<Buffer> {
    const kept = this.#feeds.get(feedPath(feed));
    if (kept?.revision === revision) return kept.lines;
    const lines = await this.#write(feed, {});
    this.#feeds.set(feedPath(feed), { revision, lines });
    return lines;
  }

  /** The entries of a feed, parted by commas. */
  async #write(feed: Feed, { firstDay = earliestDay, lastDay = latestDay }: IndexFilter): Promise<Buffer> {
    const lines: string[] = [];
    let from = firstDay;
    for (;;) {
      const files = this.#catalogue.days(feed, from, lastDay, batchSize);
      for (const file of files) lines.push(entryOf(file));
      await turn();
      const last = files.at(-1);
      if (last === undefined || files.length < batchSize) return Buffer.from(lines.join(','));
      // After every day that begins with these characters, which is this one.
      from = `${last.day}~`;
    }
  }
}

function isOfFeed(feed: Feed, filter: IndexFilter): boolean {
  return (['source', 'subject', 'kind', 'granularity'] as const).every(
    (part) => filter[part] === undefined || filter[part] === feed[part],
  );
}

function entryOf(file: CataloguedFile): string {
  return JSON.stringify({
    path: file.path,
    records: file.records,
    size_bytes: file.sizeBytes,
    date: file.day,
    sha256: file.sha256,
    complete: file.complete,
  });
}

function bodyOf(feeds: readonly Buffer[]): IndexBody {
  const pieces = [
    Buffer.from('['),
    ...feeds.flatMap((lines, at) => (at === 0 ? [lines] : [comma, lines])),
    end,
  ];
  let inGzip: Promise<Buffer> | undefined;
  return { pieces, packed: () => (inGzip ??= packed(pieces)) };
}

const comma = Buffer.from(',');
const end = Buffer.from(']');
