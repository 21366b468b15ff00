import type { DayFile } from '../../../../src-core/feed/index-entry.ts';
import type { BandwidthLimit } from '../../coordinator/bandwidth-limit.ts';
import { TransferRate } from './transfer-rate.ts';

export interface PullProgress {
  readonly filesDone: number;
  readonly filesTotal: number;
  /** Bytes that are here of the files to fetch, those of earlier pulls included. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** Bytes of earlier pulls that this one goes on with. */
  readonly bytesResumed: number;
  /** Over the last seconds; null as long as that is not known. */
  readonly bytesPerSecond: number | null;
  /** Not less than a limit of the bandwidth allows. */
  readonly secondsLeft: number | null;
}

export interface ProgressParts {
  readonly listener: ((progress: PullProgress) => void) | undefined;
  readonly limit?: Pick<BandwidthLimit, 'bytesPerSecond'> | undefined;
  /** Milliseconds on a clock that only grows. */
  readonly now?: () => number;
}

/** Adds up what has come. A download that starts anew takes its bytes back. */
export class ProgressCounter {
  readonly #here = new Map<DayFile, number>();
  readonly #resumed = new Map<DayFile, number>();
  readonly #listener: ((progress: PullProgress) => void) | undefined;
  readonly #limit: ProgressParts['limit'];
  readonly #rate: TransferRate;
  readonly #bytesTotal: number;
  readonly #filesTotal: number;
  #filesDone: number;
  #bytesDone = 0;
  #bytesResumed = 0;

  constructor(
    files: readonly DayFile[],
    filesSkipped: number,
    { listener, limit, now = () => performance.now() }: ProgressParts,
  ) {
    this.#listener = listener;
    this.#limit = limit;
    this.#rate = new TransferRate(now);
    this.#bytesTotal = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    this.#filesTotal = files.length + filesSkipped;
    this.#filesDone = filesSkipped;
    this.#report();
  }

  /** Bytes of the files to fetch that are not here. */
  get bytesLeft(): number {
    return this.#bytesTotal - this.#bytesDone;
  }

  /**
   * @param here bytes of the file that are here now
   * @param came how many of them came just now
   */
  received(file: DayFile, here: number, came: number): void {
    const before = this.#here.get(file);
    this.#bytesDone += here - (before ?? 0);
    this.#here.set(file, here);
    if (before === undefined || here === 0) this.#countResumed(file, here);
    if (came > 0) this.#rate.add(came);
    this.#report();
  }

  done(file: DayFile): void {
    this.#filesDone++;
    this.received(file, file.sizeBytes, 0);
  }

  #secondsLeft(bytesPerSecond: number | null): number | null {
    if (bytesPerSecond === null || bytesPerSecond === 0 || this.bytesLeft === 0) return null;
    // What came faster than is allowed came at once after a silence: it will not go on like that.
    return this.bytesLeft / Math.min(bytesPerSecond, this.#limit?.bytesPerSecond ?? Infinity);
  }

  #countResumed(file: DayFile, bytes: number): void {
    this.#bytesResumed += bytes - (this.#resumed.get(file) ?? 0);
    this.#resumed.set(file, bytes);
  }

  #report(): void {
    if (this.#listener === undefined) return;
    const { bytesPerSecond } = this.#rate;
    this.#listener({
      filesDone: this.#filesDone,
      filesTotal: this.#filesTotal,
      bytesDone: this.#bytesDone,
      bytesTotal: this.#bytesTotal,
      bytesResumed: this.#bytesResumed,
      bytesPerSecond,
      secondsLeft: this.#secondsLeft(bytesPerSecond),
    });
  }
}
