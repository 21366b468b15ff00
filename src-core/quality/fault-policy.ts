import { amountOf } from '../text/amount-of.ts';
import { countRowFaults, describeFaults, type FaultCounts } from './candle-faults.ts';

/**
 * What odd data means for a run (docs/spec/data.md, D25): `warn` runs and says so, `refuse` does not run, `allow` runs
 * and only lists.
 */
export const dataPolicies = ['warn', 'refuse', 'allow'] as const;
export type DataPolicy = (typeof dataPolicies)[number];

export interface FaultPolicy {
  readonly policy: DataPolicy;
  /** Share of the expected candles, 0 to 1, that may be missing without the policy minding it. */
  readonly maxMissingFraction: number;
}

export const defaultFaultPolicy: FaultPolicy = { policy: 'warn', maxMissingFraction: 0 };

/** What was found in all data of a run. */
export interface FoundFaults {
  readonly counts: FaultCounts;
  /** Candles that there should be; null when nobody can tell. */
  readonly expected: number | null;
  /** Days of the range without a file. */
  readonly missingDays: number;
  /** Days whose file was changed after it was verified. Rule D20. */
  readonly alteredDays: number;
}

/** The part of what was found that a policy minds: without missing candles where so few may be missing. */
export function mindedFaults(found: FoundFaults, policy: FaultPolicy): FoundFaults {
  const { counts, expected } = found;
  const isTolerated =
    expected !== null &&
    policy.maxMissingFraction > 0 &&
    counts.missing <= policy.maxMissingFraction * expected;
  return isTolerated ? { ...found, counts: { ...counts, missing: 0, gap: 0 }, missingDays: 0 } : found;
}

/**
 * `clean`: nothing was found; `noted`: something was, that the policy does not mind; `warned`: something that it minds.
 */
export function judgeFaults(found: FoundFaults, policy: FaultPolicy): 'clean' | 'noted' | 'warned' {
  if (isNothing(found)) return 'clean';
  return policy.policy === 'allow' || isNothing(mindedFaults(found, policy)) ? 'noted' : 'warned';
}

function isNothing({ counts, missingDays, alteredDays }: FoundFaults): boolean {
  return missingDays + alteredDays + counts.missing + countRowFaults(counts) === 0;
}

/** Why a policy of `refuse` does not let a run start; undefined when it does, and for other policies. */
export interface Refusal {
  /** `DATA_MISSING` when candles are all that is wrong, else `DATA_CORRUPT`. */
  readonly code: 'DATA_MISSING' | 'DATA_CORRUPT';
  /** What is wrong and what to do, as sentences. */
  readonly message: string;
}

/** @param where what was looked at, to stand behind "in" */
export function refusalOf(found: FoundFaults, policy: FaultPolicy, where: string): Refusal | undefined {
  if (policy.policy !== 'refuse') return undefined;
  const minded = mindedFaults(found, policy);
  if (isNothing(minded)) return undefined;
  const { missingDays, alteredDays } = minded;
  const isOnlyMissing = countRowFaults(minded.counts) + alteredDays === 0;
  const faults = describeFaults(minded.counts);
  const listed = [
    ...(missingDays > 0 ? [`${amountOf(missingDays, 'day')} without a file`] : []),
    ...(alteredDays > 0 ? [`${amountOf(alteredDays, 'day')} altered after being verified`] : []),
    ...faults,
  ];
  const advice = isOnlyMissing
    ? 'Pull what is missing, take a range without it, or let some be missing with "max_missing_fraction"'
    : 'Look at the days with "hindcast data check", pull or import better ones';
  return {
    code: isOnlyMissing ? 'DATA_MISSING' : 'DATA_CORRUPT',
    message:
      `The spec refuses odd data ("data_policy": "refuse"), and there is some in ${where}: ${listed.join(', ')}. ` +
      `${advice}, or set "data_policy" to "warn".`,
  };
}
