import type { Status } from '../../../src-core/api/events.ts';
import type { EventHub } from '../api/event-hub.ts';
import { candleBytes } from '../cache/candle-bytes.ts';
import { folderSize } from '../files/folder-size.ts';
import type { Home } from '../home/home.ts';
import type { Clock } from '../jobs/clock.ts';

/** Room on the disk is measured again at most this often: it means asking for the size of every file. */
const measureMilliseconds = 5000;

/** The line at the foot of every screen: gathers its parts and tells of changes. */
export class StatusLine {
  readonly #home: Home;
  readonly #hub: EventHub;
  readonly #clock: Clock;
  #status: Status = {
    cacheBytes: 0,
    resultBytes: 0,
    endedToday: 0,
    pending: 0,
    running: 0,
    paused: null,
    waitsForMemory: null,
    network: 'unused',
  };
  #measuring: Promise<void> | undefined;
  #isStale = false;
  #cancelWait: (() => void) | undefined;
  #isClosed = false;

  constructor(home: Home, hub: EventHub, clock: Clock) {
    this.#home = home;
    this.#hub = hub;
    this.#clock = clock;
  }

  get status(): Status {
    return this.#status;
  }

  setQueue(queue: Pick<Status, 'pending' | 'running' | 'endedToday' | 'paused' | 'waitsForMemory'>): void {
    this.#change(queue);
  }

  setNetwork(network: Status['network']): void {
    this.#change({ network });
  }

  /** The room that files take, measured elsewhere. */
  setSizes(sizes: Pick<Status, 'cacheBytes' | 'resultBytes'>): void {
    if (!this.#isClosed) this.#change(sizes);
  }

  /** Files have come or gone: measures the room they take, now or when the last measurement is long enough ago. */
  remeasure(): void {
    if (this.#isClosed) return;
    this.#isStale = true;
    if (this.#measuring !== undefined || this.#cancelWait !== undefined) return;
    this.#isStale = false;
    this.#measuring = this.#measure().finally(() => {
      this.#measuring = undefined;
      if (this.#isClosed) return;
      this.#cancelWait = this.#clock.after(measureMilliseconds, () => {
        this.#cancelWait = undefined;
        if (this.#isStale) this.remeasure();
      });
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelWait?.();
    await this.#measuring;
  }

  async #measure(): Promise<void> {
    const [cacheBytes, resultBytes] = await Promise.all([
      candleBytes(this.#home.cache),
      folderSize(this.#home.results),
    ]);
    this.setSizes({ cacheBytes, resultBytes });
  }

  #change(part: Partial<Status>): void {
    const next = { ...this.#status, ...part };
    const keys = Object.keys(part) as (keyof Status)[];
    if (keys.every((key) => next[key] === this.#status[key])) return;
    this.#status = next;
    this.#hub.publish({ type: 'status', status: next });
  }
}
