import type { Progress } from '../../../src-core/job/progress.ts';
import { positionField, type Position } from '../../../src-core/kinds/replay/engine/position.ts';
import { formatCount } from '../../../src-core/result/format-figure.ts';
import { dayOf } from '../../../src-core/time/utc.ts';
import type { JobContext } from '../../job/job-context.ts';

const lookIntervalMs = 100;
/** An estimate from less work than this says nothing. */
const leastShareForEstimate = 0.05;

/** Share of the whole at which each phase ends; simulating is nearly all of it, and is counted in ticks. */
const phaseEnd = { loading: 0.02, simulating: 0.85, scoring: 0.93 };

/** Turns the position of the running loop into progress: ticks done over ticks to come, and the time left from both. */
export class ReplayProgress {
  readonly #context: JobContext;
  /** Of the run itself and of the replays that check it, in whole replays. */
  readonly #replays: number;
  /** Whole replays before the one that is followed, and how much of a whole one that is. */
  #before = 0;
  #length = 0;
  #totalTicks = 0;
  #startMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param replays how much will be replayed, the run itself being 1 */
  constructor(context: JobContext, replays: number) {
    this.#context = context;
    this.#replays = replays;
    this.#send('starting', 0, null, 'starting', null);
  }

  /** @param totalTicks candles that will be ticks of the run, as far as the files tell */
  begin(totalTicks: number): void {
    this.#totalTicks = totalTicks;
    this.#startMs = this.#context.elapsedMs();
    this.#send('loading', phaseEnd.loading / 2, null, 'loading candles and model', null);
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

  phase(phase: 'scoring' | 'writing'): void {
    const fraction = phase === 'scoring' ? phaseEnd.simulating : phaseEnd.scoring;
    this.#send(phase, fraction, null, phase === 'scoring' ? 'computing metrics' : 'writing results', null);
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
    const elapsedSeconds = (this.#context.elapsedMs() - this.#startMs) / 1000;
    const eta = share < leastShareForEstimate ? null : (elapsedSeconds * (1 - share)) / share;
    const fraction = phaseEnd.loading + (phaseEnd.simulating - phaseEnd.loading) * share;
    const total = Math.round(this.#totalTicks * this.#length);
    const message = `${doing}${formatCount(Math.min(ticks, total))} of ${formatCount(total)} candles`;
    this.#send('simulating', fraction, dayOf(ts), message, eta);
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
