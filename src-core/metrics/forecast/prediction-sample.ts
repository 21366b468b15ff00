import { hits } from './hits.ts';
import { signedReturns } from './signed-returns.ts';
import { sortWithPositions, type Ordering } from '../../statistics/ordering.ts';
import { ranksOf, type RankMethod } from '../../statistics/ranking.ts';

/**
 * Scored predictions as columns of `length` entries each, in time order. Times in whole seconds since the epoch, UTC.
 * Scores are finite; a signal or probability that an output lacked is NaN.
 */
export interface ScoredPredictions {
  readonly length: number;
  readonly ts: Float64Array;
  /** Which series a prediction belongs to; differences from one prediction to the next stay inside a series. */
  readonly scope: Uint16Array;
  readonly signal: Float64Array;
  /** Plain ratio. */
  readonly actualReturn: Float64Array;
  readonly score: Float64Array;
  /** Further numbers of each score, by their names; finite. */
  readonly scoreFields: ReadonlyMap<string, Float64Array>;
  /** Stated probability of a positive return, as stated; none when no output states one. */
  readonly probability: Float64Array | undefined;
}

/**
 * The rows of a sample in which both signal and return are finite. Rows are dropped whole, so that a signal never meets
 * the return of another prediction (the public harness misaligns the two: REF-BUG 19).
 */
export interface SignalPairs {
  readonly length: number;
  readonly ts: Float64Array;
  readonly scope: Uint16Array;
  readonly signal: Float64Array;
  readonly actualReturn: Float64Array;
}

export interface RankedPairs {
  readonly signal: Float64Array;
  readonly actualReturn: Float64Array;
}

/** Both columns of {@link SignalPairs}, each sorted by itself. */
export interface PairOrders {
  readonly signal: Ordering;
  readonly actualReturn: Ordering;
}

/** Sorts the pairs of a sample; whoever looks at the same sample in two threads can have them share the work. */
export type FindOrders = (pairs: SignalPairs) => PairOrders;

const sortBoth: FindOrders = ({ signal, actualReturn }) => ({
  signal: sortWithPositions(signal),
  actualReturn: sortWithPositions(actualReturn),
});

/** Scored predictions together with what several metrics share and nobody wants to compute twice. */
export class PredictionSample implements ScoredPredictions {
  readonly length: number;
  readonly ts: Float64Array;
  readonly scope: Uint16Array;
  readonly signal: Float64Array;
  readonly actualReturn: Float64Array;
  readonly score: Float64Array;
  readonly scoreFields: ReadonlyMap<string, Float64Array>;
  readonly probability: Float64Array | undefined;
  #pairs: SignalPairs | undefined;
  readonly #findOrders: FindOrders;
  #orders: PairOrders | undefined;
  #hits: Float64Array | undefined;
  #signedReturns: Float64Array | undefined;
  readonly #ranks = new Map<RankMethod, RankedPairs>();

  constructor(columns: ScoredPredictions, findOrders = sortBoth) {
    this.#findOrders = findOrders;
    this.length = columns.length;
    this.ts = columns.ts;
    this.scope = columns.scope;
    this.signal = columns.signal;
    this.actualReturn = columns.actualReturn;
    this.score = columns.score;
    this.scoreFields = columns.scoreFields;
    this.probability = columns.probability;
  }

  get pairs(): SignalPairs {
    this.#pairs ??= finitePairs(this);
    return this.#pairs;
  }

  /** By row of {@link pairs}: 1 where signal and return have the same sign, else 0. */
  get hits(): Float64Array {
    this.#hits ??= hits(this.pairs);
    return this.#hits;
  }

  /** By row of {@link pairs}: what following the sign of the signal returns. */
  get signedReturns(): Float64Array {
    this.#signedReturns ??= signedReturns(this.pairs);
    return this.#signedReturns;
  }

  get orders(): PairOrders {
    this.#orders ??= this.#findOrders(this.pairs);
    return this.#orders;
  }

  /** Ranks of {@link pairs}, from 0 up. */
  ranks(method: RankMethod): RankedPairs {
    let ranks = this.#ranks.get(method);
    if (ranks === undefined) {
      const { signal, actualReturn } = this.orders;
      ranks = { signal: ranksOf(signal, method), actualReturn: ranksOf(actualReturn, method) };
      this.#ranks.set(method, ranks);
    }
    return ranks;
  }
}

function finitePairs(sample: ScoredPredictions): SignalPairs {
  const length = countPairs(sample);
  if (length === sample.length) return sample;
  const pairs = {
    length,
    ts: new Float64Array(length),
    scope: new Uint16Array(length),
    signal: new Float64Array(length),
    actualReturn: new Float64Array(length),
  };
  for (let row = 0, pair = 0; row < sample.length; row++) {
    if (!isPair(sample.signal[row] as number, sample.actualReturn[row] as number)) continue;
    pairs.ts[pair] = sample.ts[row] as number;
    pairs.scope[pair] = sample.scope[row] as number;
    pairs.signal[pair] = sample.signal[row] as number;
    pairs.actualReturn[pair] = sample.actualReturn[row] as number;
    pair++;
  }
  return pairs;
}

function countPairs({ signal, actualReturn, length }: ScoredPredictions): number {
  let pairs = 0;
  for (let row = 0; row < length; row++) {
    if (isPair(signal[row] as number, actualReturn[row] as number)) pairs++;
  }
  return pairs;
}

function isPair(signal: number, actualReturn: number): boolean {
  return Number.isFinite(signal) && Number.isFinite(actualReturn);
}
