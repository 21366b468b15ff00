import type { predictionStatuses } from '../../../../src-core/kinds/replay/prediction-columns.ts';

/** What became of a prediction, for people. */
export const statusWords: Readonly<Record<(typeof predictionStatuses)[number], string>> = {
  scored: 'scored',
  unresolved_end_of_data: 'without an outcome: the data ends before it',
  unresolved_gap: 'without an outcome: candles are missing there',
  unresolved_no_price: 'without an outcome: no price',
  prediction_failed: 'failed: the model gave no prediction',
  scoring_failed: 'could not be scored',
};

/** The same in the width of a column. */
export const shortStatusWords: typeof statusWords = {
  scored: 'scored',
  unresolved_end_of_data: 'end of data',
  unresolved_gap: 'gap',
  unresolved_no_price: 'no price',
  prediction_failed: 'failed',
  scoring_failed: 'not scored',
};
