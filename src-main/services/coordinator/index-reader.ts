import { indexEntrySchema, parseIndexEntry, type DayFile } from '../../../src-core/feed/index-entry.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';

const longestEntryBytes = 8 * 1024;
/** A thousand feeds of a year; a longer index is not worth the memory. */
const mostEntries = 400_000;

/** An index that is not what it should be; the message goes on after the name of what was read. */
export class BadIndex extends Error {
  override readonly name = 'BadIndex';
}

const codes = {
  openArray: 0x5b,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
  comma: 0x2c,
  quote: 0x22,
  backslash: 0x5c,
} as const;
const whitespace = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Where the reader stands: before the array, at an entry or the end, behind a comma, in an entry, behind it, behind all. */
type State = 'start' | 'first' | 'next' | 'entry' | 'after' | 'end';

/**
 * Reads an index as it comes, entry by entry: what is kept is only what is good, so a coordinator cannot fill the memory
 * with what it sends, however long or nested it is.
 */
export class IndexReader {
  readonly #files: DayFile[] = [];
  readonly #feeds = new Map<string, Feed>();
  readonly #held: Buffer[] = [];
  #heldBytes = 0;
  #state: State = 'start';
  #depth = 0;
  #isInText = false;
  #isEscaped = false;

  /**
   * Takes the next bytes.
   *
   * @throws BadIndex when it cannot become an index any more; HindcastError `UNSAFE_PATH`
   */
  push(piece: Uint8Array): void {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let start = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (this.#state !== 'entry') {
        if (whitespace.has(byte)) continue;
        this.#outside(byte);
        start = at;
      } else if (this.#inside(byte)) {
        this.#take(bytes.subarray(start, at + 1));
        this.#state = 'after';
      }
    }
    if (this.#state === 'entry') this.#hold(Buffer.from(bytes.subarray(start)));
  }

  /** All entries, when the last byte has come. Throws as {@link push}. */
  finish(): DayFile[] {
    if (this.#state !== 'end')
      throw new BadIndex(this.#state === 'start' ? 'not JSON' : 'not JSON: it ends midway');
    return this.#files;
  }

  #outside(byte: number): void {
    const state = this.#state;
    if (state === 'start' && byte === codes.openArray) this.#state = 'first';
    else if (state === 'start' && '{"-0123456789tfn'.includes(String.fromCharCode(byte))) {
      throw new BadIndex('expected array');
    } else if ((state === 'first' || state === 'after') && byte === codes.closeArray) this.#state = 'end';
    else if (state === 'after' && byte === codes.comma) this.#state = 'next';
    else if ((state === 'first' || state === 'next') && byte === codes.openObject) {
      this.#state = 'entry';
      this.#depth = 1;
    } else if (state === 'first' || state === 'next') throw new BadIndex(`${this.#here}: expected object`);
    else throw new BadIndex('not JSON');
  }

  /** Whether this byte is the last of the entry. */
  #inside(byte: number): boolean {
    if (this.#isInText) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === codes.backslash) this.#isEscaped = true;
      else if (byte === codes.quote) this.#isInText = false;
      return false;
    }
    if (byte === codes.quote) this.#isInText = true;
    else if (byte === codes.openObject || byte === codes.openArray) this.#depth++;
    else if (byte === codes.closeObject || byte === codes.closeArray) return --this.#depth === 0;
    return false;
  }

  #hold(part: Buffer): void {
    this.#heldBytes += part.length;
    if (this.#heldBytes > longestEntryBytes) throw new BadIndex(`${this.#here}: too long`);
    this.#held.push(part);
  }

  #take(last: Buffer): void {
    if (this.#heldBytes + last.length > longestEntryBytes) throw new BadIndex(`${this.#here}: too long`);
    const text = Buffer.concat([...this.#held.splice(0), last]).toString();
    this.#heldBytes = 0;
    if (this.#files.length === mostEntries) throw new BadIndex(`more than ${mostEntries} entries`);
    const parsed = indexEntrySchema.safeParse(parseJson(text));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new BadIndex(`${[this.#here, ...(issue?.path ?? [])].join('.')}: ${issue?.message}`);
    }
    const file = parseIndexEntry(parsed.data);
    this.#files.push({ ...file, feed: this.#shared(file.feed) });
  }

  /** One object for each feed, which thousands of entries name. */
  #shared(feed: Feed): Feed {
    const path = feedPath(feed);
    const known = this.#feeds.get(path);
    if (known === undefined) this.#feeds.set(path, feed);
    return known ?? feed;
  }

  get #here(): string {
    return `entry ${this.#files.length}`;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadIndex('not JSON');
  }
}
