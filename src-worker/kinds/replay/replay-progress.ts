import type { Progress } from '../../../src-core/job/progress.ts';
import { positionField, type Position } from '../../../src-core/kinds/replay/engine/position.ts';
import { formatCount } from '../../../src-core/result/format-figure.ts';
import { dayOf } from '../../../src-core/time/utc.ts';
import type { JobContext } from '../../job/job-context.ts';

const lookIntervalMs = 100;
/** An estimate from less work than this says nothing. */
const leastShareForEstimate = 0.05;

/** Shares of the whole at which the candles are loaded, and at which all that is left is to write. */
const loaded = 0.02;
const measuredShare = 0.97;

/**
 * Turns the position of the running loop into progress: ticks done over ticks to come, and the time left from both. The
 * metrics that come after count by the time that they are expected to take: of many predictions of a light model it is
 * more than the replay's.
 */
export class ReplayProgress {
  readonly #context: JobContext;
  /** Of the run itself and of the replays that check it, in whole replays. */
  readonly #replays: number;
  /** Whole replays before the one that is followed, and how much of a whole one that is. */
  #before = 0;
  #length = 0;
  #totalTicks = 0;
  #measuringSeconds = 0;
  /** Share of the whole at which the replays are over; known when they are. */
  #replayed = 0;
  #fraction = 0;
  #startMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param replays how much will be replayed, the run itself being 1 */
  constructor(context: JobContext, replays: number) {
    this.#context = context;
    this.#replays = replays;
    this.#send('starting', 0, null, 'starting', null);
  }

  /**
   * @param totalTicks candles that will be ticks of the run, as far as the files tell
   * @param measuringSeconds how long the metrics are expected to take
   */
  begin(totalTicks: number, measuringSeconds: number): void {
    this.#totalTicks = totalTicks;
    this.#measuringSeconds = measuringSeconds;
    this.#startMs = this.#context.elapsedMs();
    this.#send('loading', loaded / 2, null, 'loading candles and model', null);
  }

  /** Watches the position of the run until {@link unfollow}. */
  follow(position: Position): void {
    this.#follow(position, 1, '');
  }

  /** Watches the position of a replay that checks the run until the next one, or {@link unfollow}. */
  followCheck(position: Position, length: number): void {
    this.#follow(position, length, 'checking for looking ahead, ');
  }

  unfollow(): void {
    clearInterval(this.#timer);
  }

  /** The replays are over, and the metrics come; tells the time left until {@link unfollow}. */
  measure(): void {
    const startMs = this.#context.elapsedMs();
    this.#replayed = this.#fractionAt(1, this.#replaySeconds(1));
    this.#fraction = this.#replayed;
    const tell = (): void => {
      const left = this.#measuringSeconds - (this.#context.elapsedMs() - startMs) / 1000;
      // What takes longer than expected takes nobody knows how long.
      this.#send('scoring', this.#fraction, null, 'computing metrics', left > 0 ? left : null);
    };
    tell();
    this.#timer = setInterval(tell, lookIntervalMs);
  }

  /** @param share of the metrics that are computed */
  measured(share: number): void {
    this.#fraction = this.#replayed + (measuredShare - this.#replayed) * share;
  }

  write(): void {
    this.#send('writing', measuredShare, null, 'writing results', null);
  }

  #follow(position: Position, length: number, doing: string): void {
    this.unfollow();
    this.#before += this.#length;
    this.#length = length;
    this.#timer = setInterval(() => this.#look(position, doing), lookIntervalMs);
  }

  #look(position: Position, doing: string): void {
    const ticks = position[positionField.ticks] ?? 0;
    const ts = position[positionField.candleTs] ?? 0;
    if (ticks === 0 || this.#totalTicks === 0) return;
    const done = this.#before + Math.min(this.#length, ticks / this.#totalTicks);
    const share = done / this.#replays;
    const replaySeconds = this.#replaySeconds(share);
    const left = replaySeconds * (1 - share) + this.#measuringSeconds;
    const eta = share < leastShareForEstimate ? null : left;
    const total = Math.round(this.#totalTicks * this.#length);
    const message = `${doing}${formatCount(Math.min(ticks, total))} of ${formatCount(total)} candles`;
    this.#send('simulating', this.#fractionAt(share, replaySeconds), dayOf(ts), message, eta);
  }

  /** How long all replays take, when the given share of them has taken the time until now. */
  #replaySeconds(share: number): number {
    return (this.#context.elapsedMs() - this.#startMs) / 1000 / share;
  }

  #fractionAt(share: number, replaySeconds: number): number {
    const all = replaySeconds + this.#measuringSeconds;
    return loaded + (measuredShare - loaded) * share * (all === 0 ? 1 : replaySeconds / all);
  }

  #send(
    phase: Progress['phase'],
    fraction: number,
    currentDate: string | null,
    message: string,
    etaSeconds: number | null,
  ): void {
    this.#context.progress({ phase, fraction, current_date: currentDate, message, eta_seconds: etaSeconds });
  }
}
