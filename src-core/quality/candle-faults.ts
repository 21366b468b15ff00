/**
 * What can be odd about candles, each counted by {@link CandleQuality} (docs/spec/data.md, D24). The names are those of
 * the ledger, the API, the command line and `summary.json`.
 */
export const faultKinds = [
  'missing',
  'gap',
  'duplicate',
  'out_of_order',
  'off_grid',
  'without_price',
  'not_positive',
  'inconsistent',
  'spike',
  'flat',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/**
 * How often each was met: `missing` counts periods without a candle, `gap` the runs of such periods, `flat` stretches,
 * `spike` returns, all others rows.
 */
export type FaultCounts = Readonly<Record<FaultKind, number>>;

export function noFaults(): Record<FaultKind, number> {
  return {
    missing: 0,
    gap: 0,
    duplicate: 0,
    out_of_order: 0,
    off_grid: 0,
    without_price: 0,
    not_positive: 0,
    inconsistent: 0,
    spike: 0,
    flat: 0,
  };
}

/** Periods in a row without a candle. */
export interface CandleGap {
  /** Opening time of the first missing period, seconds since the epoch, UTC. */
  readonly start: number;
  /** How many periods are missing. */
  readonly periods: number;
}

/** One case of a fault, for people to look at; what is not a number is null. */
export interface FaultExample {
  readonly kind: FaultKind;
  /** Time of the row, or of the first of a stretch; seconds since the epoch, UTC. */
  readonly at: number;
  /** The row as it is stored. */
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  /** Length of a flat stretch in candles, else null. */
  readonly periods: number | null;
  /** Logarithm of close over close before of a spike, else null. */
  readonly change: number | null;
}

/** How many of something, in words: `[one, many]`, to stand behind a number. */
export const faultWords: Readonly<Record<FaultKind, readonly [one: string, many: string]>> = {
  missing: ['candle missing', 'candles missing'],
  gap: ['gap', 'gaps'],
  duplicate: ['duplicate', 'duplicates'],
  out_of_order: ['row out of order', 'rows out of order'],
  off_grid: ['time off the grid', 'times off the grid'],
  without_price: ['row without a price', 'rows without a price'],
  not_positive: ['price of zero or less', 'prices of zero or less'],
  inconsistent: ['candle with high below low', 'candles with high below low'],
  spike: ['spike', 'spikes'],
  flat: ['flat stretch', 'flat stretches'],
};

/** The same as headings. */
export const faultTitles: Readonly<Record<FaultKind, string>> = {
  missing: 'Missing candles',
  gap: 'Gaps',
  duplicate: 'Duplicate rows',
  out_of_order: 'Rows out of order',
  off_grid: 'Times off the grid',
  without_price: 'Rows without a price',
  not_positive: 'Prices of zero or less',
  inconsistent: 'High below low, or open or close outside of them',
  spike: 'Spikes',
  flat: 'Flat stretches',
};

/** Kinds that are about rows that are there; the others say that rows are not. */
export const rowFaultKinds = faultKinds.filter((kind) => kind !== 'missing' && kind !== 'gap');

/** How many cases there are of what is wrong with rows that are there. */
export function countRowFaults(counts: FaultCounts): number {
  return rowFaultKinds.reduce((sum, kind) => sum + counts[kind], 0);
}

/** What was found, in a few words each: "3 candles missing in 2 gaps", "1 spike"; empty for nothing. */
export function describeFaults(
  counts: FaultCounts,
  format: (count: number) => string = (count) => count.toLocaleString('en-US'),
): string[] {
  const say = (kind: FaultKind): string => {
    const [one, many] = faultWords[kind];
    return `${format(counts[kind])} ${counts[kind] === 1 ? one : many}`;
  };
  return [
    ...(counts.missing > 0 ? [`${say('missing')}${counts.gap > 0 ? ` in ${say('gap')}` : ''}`] : []),
    ...rowFaultKinds.filter((kind) => counts[kind] > 0).map(say),
  ];
}
