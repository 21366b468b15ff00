/** Something kept, and how much memory it takes. */
export interface Sized<Value> {
  readonly value: Value;
  readonly bytes: number;
}

interface Entry {
  readonly loading: Promise<Sized<unknown>>;
  /** 0 while it is being loaded. */
  bytes: number;
}

/**
 * What was read or computed and may be asked for again, as much as memory allows: when it gets too much, what was not
 * asked for longest goes first. The latest stays, however large it is.
 */
export class ArrayCache {
  readonly #mostBytes: number;
  /** In order of last use. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** What is kept under the key, else what `load` gives; askers at the same time share one load. Failures are not kept. */
  async get<Value>(key: string, load: () => Promise<Sized<Value>>): Promise<Value> {
    const kept = this.#entries.get(key);
    if (kept !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, kept);
      return ((await kept.loading) as Sized<Value>).value;
    }
    const loading = load();
    const entry: Entry = { loading, bytes: 0 };
    this.#entries.set(key, entry);
    try {
      const { value, bytes } = await loading;
      if (this.#entries.get(key) === entry) {
        entry.bytes = bytes;
        this.#bytes += bytes;
        this.#makeRoom(key);
      }
      return value;
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    }
  }

  #makeRoom(latest: string): void {
    for (const [key, { bytes }] of this.#entries) {
      if (this.#bytes <= this.#mostBytes) return;
      if (key === latest || bytes === 0) continue;
      this.#entries.delete(key);
      this.#bytes -= bytes;
    }
  }
}
