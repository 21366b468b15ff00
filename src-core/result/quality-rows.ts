import {
  describeFaults,
  faultTitles,
  noFaults,
  rowFaultKinds,
  type FaultCounts,
} from '../quality/candle-faults.ts';
import { defaultFaultPolicy, mindedFaults } from '../quality/fault-policy.ts';
import { amountOf } from '../text/amount-of.ts';
import { formatCount } from './format-figure.ts';
import type { DataQuality } from './summary-base.ts';

export interface QualityRow {
  readonly label: string;
  readonly count: number;
  /** Whether it is a reason to look closer: there is some, and the policy of the run minds it. */
  readonly isTrouble: boolean;
}

/** What became of the rows of data that a run read, and what was missing or odd among them. */
export function qualityRows(quality: DataQuality): QualityRow[] {
  const { expected_candles: expected, altered_days: altered } = quality;
  const faults = faultsOf(quality);
  const minded = mindedOf(quality);
  const plain = (label: string, count: number): QualityRow => ({ label, count, isTrouble: false });
  const trouble = (label: string, count: number, ofThose = count): QualityRow => ({
    label,
    count,
    isTrouble: ofThose > 0,
  });
  return [
    plain('Rows read', quality.rows_read),
    plain('Rows used', quality.rows_used),
    ...(expected === undefined || expected === null ? [] : [plain('Candles that there should be', expected)]),
    trouble('Days without candles', quality.missing_days.length, minded.missingDays),
    ...(altered === undefined
      ? []
      : [trouble('Days altered after being verified', altered.length, minded.alteredDays)]),
    trouble(faultTitles.missing, faults.missing, minded.counts.missing),
    trouble(faultTitles.gap, faults.gap, minded.counts.gap),
    ...rowFaultKinds.map((kind) => trouble(faultTitles[kind], faults[kind], minded.counts[kind])),
  ];
}

/** What is missing or odd, in a few words each, whether the policy minds it or not; empty for nothing. */
export function qualityTroubles(quality: DataQuality): string[] {
  const { missing_days: missing, altered_days: altered = [] } = quality;
  return [
    ...(missing.length === 0 ? [] : [`${amountOf(missing.length, 'day')} missing`]),
    ...(altered.length === 0 ? [] : [`${amountOf(altered.length, 'day')} altered`]),
    ...describeFaults(faultsOf(quality), formatCount),
  ];
}

/** The quality as a badge: `Data clean`, or the first two of what was found. */
export function qualityWords(quality: DataQuality): string {
  const troubles = qualityTroubles(quality);
  if (troubles.length === 0) return quality.badge === 'clean' ? 'Data clean' : 'Data warned';
  const more = troubles.length > 2 ? ` and ${troubles.length - 2} more` : '';
  return `${troubles.slice(0, 2).join(', ')}${more}`;
}

/** The same as an answer, in a sentence. */
export function qualitySentence(quality: DataQuality): string {
  const rows = `${formatCount(quality.rows_used)} of ${formatCount(quality.rows_read)} rows were used`;
  const troubles = qualityTroubles(quality);
  return troubles.length === 0
    ? `${rows}; none is missing, doubled, out of order or odd.`
    : `${rows}; ${troubles.join(', ')}.`;
}

/** What the spec of a run made of odd data, as a sentence; undefined for runs of before there was a policy. */
export function policySentence({
  policy,
  max_missing_fraction: missing = 0,
}: DataQuality): string | undefined {
  if (policy === undefined) return undefined;
  const does = {
    warn: 'warns of odd data',
    refuse: 'refuses odd data',
    allow: 'allows odd data, which is only listed',
  }[policy];
  const share =
    missing === 0 ? '' : `, and lets ${Number((100 * missing).toFixed(2))} % of the candles be missing`;
  return `The spec ${does}${share}.`;
}

/** Of results of before faults were counted, those that are known. */
function faultsOf(quality: DataQuality): FaultCounts {
  return (
    quality.faults ?? {
      ...noFaults(),
      missing: quality.missing_candles,
      gap: quality.gaps.length + quality.gaps_not_listed,
      duplicate: quality.duplicates_removed,
      out_of_order: quality.rows_out_of_order,
      without_price: quality.rows_without_price,
    }
  );
}

function mindedOf(quality: DataQuality): ReturnType<typeof mindedFaults> {
  const found = {
    counts: faultsOf(quality),
    expected: quality.expected_candles ?? null,
    missingDays: quality.missing_days.length,
    alteredDays: quality.altered_days?.length ?? 0,
  };
  if (quality.badge !== 'warned') return { ...found, counts: noFaults(), missingDays: 0, alteredDays: 0 };
  return mindedFaults(found, {
    policy: quality.policy ?? defaultFaultPolicy.policy,
    maxMissingFraction: quality.max_missing_fraction ?? defaultFaultPolicy.maxMissingFraction,
  });
}
