/** What is known about an answer. Data of an earlier answer stays while a newer one is on its way or failed. */
export interface Answer {
  readonly data: unknown;
  readonly hasData: boolean;
  readonly error: unknown;
  readonly isLoading: boolean;
}

interface Entry {
  answer: Answer;
  load: () => Promise<unknown>;
  tags: readonly string[];
  listeners: Set<() => void>;
  /** Number of the newest request: an older one that answers later is dropped. */
  request: number;
  /** Something it depends on has changed since it was asked. */
  isStale: boolean;
}

const nothing: Answer = { data: undefined, hasData: false, error: undefined, isLoading: true };
const entriesKept = 100;

/** Answers by key, shared by all who ask the same; asked again when one of their tags is invalidated. */
export class QueryCache {
  readonly #entries = new Map<string, Entry>();

  answer(key: string): Answer {
    return this.#entries.get(key)?.answer ?? nothing;
  }

  /** Follows `key`, asking when there is no fresh answer. Returns how to stop. */
  follow(
    key: string,
    load: () => Promise<unknown>,
    tags: readonly string[],
    listener: () => void,
  ): () => void {
    const entry = this.#entryOf(key, load, tags);
    entry.listeners.add(listener);
    if (entry.isStale) this.#ask(entry);
    return () => {
      entry.listeners.delete(listener);
      this.#forgetOldest();
    };
  }

  refetch(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#ask(entry);
  }

  /** Asks again for what carries `tag`: at once where somebody looks, else when next followed. */
  invalidate(tag: string): void {
    for (const entry of this.#entries.values()) {
      if (!entry.tags.includes(tag)) continue;
      if (entry.listeners.size > 0) this.#ask(entry);
      else entry.isStale = true;
    }
  }

  /** As {@link invalidate}, for everything: after a connection came back. */
  invalidateAll(): void {
    for (const entry of this.#entries.values()) {
      if (entry.listeners.size > 0) this.#ask(entry);
      else entry.isStale = true;
    }
  }

  #entryOf(key: string, load: () => Promise<unknown>, tags: readonly string[]): Entry {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      Object.assign(known, { load, tags });
      // Last in the map: the most recently used.
      this.#entries.delete(key);
      this.#entries.set(key, known);
      if (!known.answer.hasData && known.answer.error !== undefined && !known.answer.isLoading)
        known.isStale = true;
      return known;
    }
    const entry: Entry = { answer: nothing, load, tags, listeners: new Set(), request: 0, isStale: true };
    this.#entries.set(key, entry);
    return entry;
  }

  #ask(entry: Entry): void {
    const request = ++entry.request;
    entry.isStale = false;
    if (!entry.answer.isLoading) this.#tell(entry, { ...entry.answer, isLoading: true });
    const settle = (answer: Answer): void => {
      if (request === entry.request) this.#tell(entry, answer);
    };
    entry.load().then(
      (data) => settle({ data, hasData: true, error: undefined, isLoading: false }),
      (error: unknown) => settle({ ...entry.answer, error, isLoading: false }),
    );
  }

  #tell(entry: Entry, answer: Answer): void {
    entry.answer = answer;
    for (const listener of entry.listeners) listener();
  }

  #forgetOldest(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= entriesKept) return;
      if (entry.listeners.size === 0) this.#entries.delete(key);
    }
  }
}
