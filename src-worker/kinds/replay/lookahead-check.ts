import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { alterCandlesAfter } from '../../../src-core/kinds/replay/engine/alter-candles.ts';
import { firstDifference } from '../../../src-core/kinds/replay/engine/compare-predictions.ts';
import type { CandleBatch } from '../../../src-core/kinds/replay/engine/model-driver.ts';
import type { Position } from '../../../src-core/kinds/replay/engine/position.ts';
import type { ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import type { PredictionColumns } from '../../../src-core/kinds/replay/prediction-columns.ts';
import { SeededRandom } from '../../../src-core/numeric/seeded-random.ts';
import { isoSeconds } from '../../../src-core/time/utc.ts';
import type { CandleReader } from './candle-reader.ts';
import { replayOnce } from './replay-pass.ts';
import type { ReplayThread } from './thread/thread-client.ts';

/** Shares of the predictions after which the candles are altered, one replay each. */
export const sampledShares = [0.15, 0.5, 0.85];

/** How much the check replays, a replay of the whole run being 1. */
export const lookaheadReplays = sampledShares.reduce((sum, share) => sum + share, 0);

/** Candles that are fed past the cut, so that a model which peeks finds something altered to peek at. */
const secondsPastCut = 86_400;

export interface LookaheadCheck {
  readonly plan: ReplayPlan;
  /** What the model predicted on the candles as they are. */
  readonly predictions: PredictionColumns;
  startThread(): ReplayThread;
  /** Starts reading the run's candles from the beginning. */
  readAgain(): CandleReader;
  readonly signal: AbortSignal;
  /** Hears of each replay that begins, and how much of the whole run it replays. */
  onReplay(position: Position, length: number): void;
}

/**
 * Checks that a model does not look ahead: replays with the candles after sampled times altered, and compares what it
 * predicted up to those times, bit for bit (rule R11).
 *
 * @returns the sampled times, seconds UTC
 * @throws HindcastError `LOOKS_AHEAD` naming the first prediction that moved; `NOT_REPRODUCED` when it also moves with the
 *   candles as they are, so that nothing is known
 */
export async function checkLookahead(check: LookaheadCheck): Promise<number[]> {
  const { plan, predictions } = check;
  const cuts = sampledShares.map(
    (share) => predictions.ts[Math.floor(share * (predictions.length - 1))] as number,
  );
  for (const [index, cutTs] of cuts.entries()) {
    const random = new SeededRandom(plan.seed + index + 1);
    const thread = check.startThread();
    check.onReplay(thread.position, sampledShares[index] as number);
    const alter = (batch: CandleBatch): CandleBatch => alterCandlesAfter(batch, cutTs, random);
    const moved = firstDifference(predictions, await predictAgain(check, thread, cutTs, alter), cutTs);
    if (moved !== undefined) {
      await refuseChance(check, cutTs);
      throw new HindcastError(
        'LOOKS_AHEAD',
        `The model looks ahead: with the candles after ${isoSeconds(cutTs)} altered, its prediction at ` +
          `${isoSeconds(moved.ts)} (${plan.scopes[moved.scope]?.key}) changed from ${moved.before} to ${moved.after}. ` +
          'Its score on this data means nothing.',
        { details: { altered_after: isoSeconds(cutTs), changed_at: isoSeconds(moved.ts) } },
      );
    }
  }
  return cuts;
}

/** Whoever predicts something else each time does not look ahead for that. */
async function refuseChance(check: LookaheadCheck, cutTs: number): Promise<void> {
  const again = await predictAgain(check, check.startThread(), cutTs, (batch) => batch);
  const moved = firstDifference(check.predictions, again, cutTs);
  if (moved === undefined) return;
  throw new HindcastError(
    'NOT_REPRODUCED',
    `Whether the model looks ahead cannot be told: on the very same candles its prediction at ${isoSeconds(moved.ts)} ` +
      `(${check.plan.scopes[moved.scope]?.key}) was ${moved.before}, then ${moved.after}. Let it depend on nothing but ` +
      'candles and "seed": not on the clock, on other files, or on random numbers of its own.',
    { details: { changed_at: isoSeconds(moved.ts) } },
  );
}

/** What the model predicts up to a time and somewhat beyond, on candles that are altered first. */
async function predictAgain(
  check: LookaheadCheck,
  thread: ReplayThread,
  cutTs: number,
  alter: (batch: CandleBatch) => CandleBatch,
): Promise<PredictionColumns> {
  const reader = check.readAgain();
  const batches = alteredUntil(reader.batches(), cutTs, alter);
  await replayOnce(thread, batches, check.signal, (batch) => reader.recycle(batch));
  return thread.table;
}

async function* alteredUntil(
  batches: AsyncIterable<CandleBatch>,
  cutTs: number,
  alter: (batch: CandleBatch) => CandleBatch,
): AsyncGenerator<CandleBatch> {
  for await (const batch of batches) {
    yield alter(batch);
    const lastTs = Math.max(...batch.subjects.map((columns) => columns.ts[columns.length - 1] ?? 0));
    if (lastTs > cutTs + secondsPastCut) return;
  }
}
