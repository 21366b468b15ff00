import type { Progress } from '../../../src-core/job/progress.ts';
import { positionField, type Position } from '../../../src-core/kinds/replay/engine/position.ts';
import { formatCount } from '../../../src-core/result/format-figure.ts';
import { dayOf } from '../../../src-core/time/utc.ts';
import type { JobContext } from '../../job/job-context.ts';

const lookIntervalMs = 100;
/** An estimate from less work than this says nothing. */
const leastShareForEstimate = 0.05;

/** Share of the whole at which each phase ends; simulating is nearly all of it, and is counted in candles. */
const phaseEnd = { loading: 0.02, simulating: 0.85, scoring: 0.93, writing: 0.99 };
/** With a look-ahead check, simulating is followed by replays of altered candles, 1.5 times as much work. */
const simulatingEndWithCheck = 0.35;

/** Turns the position of the running loop into progress: ticks done over ticks to come, and the time left from both. */
export class ReplayProgress {
  readonly #context: JobContext;
  readonly #simulatingEnd: number;
  #totalTicks = 0;
  #startMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(context: JobContext, withLookaheadCheck: boolean) {
    this.#context = context;
    this.#simulatingEnd = withLookaheadCheck ? simulatingEndWithCheck : phaseEnd.simulating;
    this.#send('starting', 0, null, 'starting', null);
  }

  /** @param totalTicks candles that will be ticks, as far as the files tell */
  begin(totalTicks: number): void {
    this.#totalTicks = totalTicks;
    this.#startMs = this.#context.elapsedMs();
    this.#send('loading', phaseEnd.loading / 2, null, 'loading candles and model', null);
  }

  /** Watches the position until {@link unfollow}. */
  follow(position: Position): void {
    this.#timer = setInterval(() => this.#look(position), lookIntervalMs);
  }

  unfollow(): void {
    clearInterval(this.#timer);
  }

  lookahead(share: number): void {
    const fraction = this.#simulatingEnd + (phaseEnd.simulating - this.#simulatingEnd) * share;
    this.#send('scoring', fraction, null, 'checking for looking ahead', null);
  }

  phase(phase: 'scoring' | 'writing'): void {
    const fraction = phase === 'scoring' ? this.#simulatingEnd : phaseEnd.scoring;
    this.#send(phase, fraction, null, phase === 'scoring' ? 'computing metrics' : 'writing results', null);
  }

  #look(position: Position): void {
    const ticks = position[positionField.ticks] ?? 0;
    const ts = position[positionField.candleTs] ?? 0;
    if (ticks === 0 || this.#totalTicks === 0) return;
    const share = Math.min(1, ticks / this.#totalTicks);
    const elapsedSeconds = (this.#context.elapsedMs() - this.#startMs) / 1000;
    const eta = share < leastShareForEstimate ? null : (elapsedSeconds * (1 - share)) / share;
    const fraction = phaseEnd.loading + (this.#simulatingEnd - phaseEnd.loading) * share;
    this.#send(
      'simulating',
      fraction,
      dayOf(ts),
      `${formatCount(ticks)} of ${formatCount(this.#totalTicks)} candles`,
      eta,
    );
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
