import type { DataQuality } from '../result/summary-base.ts';
import { isoSeconds, type TimeRange } from '../time/utc.ts';
import type { CandleColumns } from '../feed/candle.ts';
import { faultKinds, noFaults } from './candle-faults.ts';
import { CandleQuality, type CandleQualityReport } from './candle-quality.ts';
import type { CleaningCounts } from '../feed/clean-candles.ts';
import { judgeFaults, type FaultPolicy } from './fault-policy.ts';

const gapsListed = 50;
const examplesOfKind = 5;

/** The next rows of a subject, before and after cleaning. */
export interface AuditedCandles {
  readonly raw: CandleColumns;
  /** Price out of `meta` by row, for rows whose close is not finite. */
  readonly metaPrice: ReadonlyMap<number, number>;
  /** What the run uses of them. */
  readonly candles: CandleColumns;
  readonly counts: CleaningCounts;
}

/** Adds up what is odd about the candles of a run, and what cleaning did about it. */
export class CandleAudit {
  readonly #periodSeconds: number;
  readonly #subjects: readonly string[];
  readonly #qualities: readonly CandleQuality[];
  readonly #totals: CleaningCounts = {
    rowsRead: 0,
    rowsWithoutPrice: 0,
    duplicatesRemoved: 0,
    rowsOutOfOrder: 0,
  };
  #rowsUsed = 0;

  constructor(subjects: readonly string[], periodSeconds: number, range: TimeRange) {
    this.#periodSeconds = periodSeconds;
    this.#subjects = subjects;
    this.#qualities = subjects.map(
      () => new CandleQuality(periodSeconds, range.startSeconds, range.endSeconds),
    );
  }

  /** Takes in the next candles of a subject, in the order of their files. */
  observe(subjectIndex: number, { raw, metaPrice, candles, counts }: AuditedCandles): void {
    this.#totals.rowsRead += counts.rowsRead;
    this.#totals.rowsWithoutPrice += counts.rowsWithoutPrice;
    this.#totals.duplicatesRemoved += counts.duplicatesRemoved;
    this.#totals.rowsOutOfOrder += counts.rowsOutOfOrder;
    this.#rowsUsed += candles.length;
    this.#qualities[subjectIndex]?.add(raw, metaPrice);
  }

  /**
   * To be called once.
   *
   * @param missingDays days of the range for which there is no file, as `SUBJECT YYYY-MM-DD` or `YYYY-MM-DD`
   * @param alteredDays days whose file was changed after it was verified, in the same form
   */
  finish(missingDays: readonly string[], alteredDays: readonly string[], policy: FaultPolicy): DataQuality {
    const reports = this.#qualities.map((quality) => quality.finish());
    const faults = noFaults();
    for (const { counts } of reports) for (const kind of faultKinds) faults[kind] += counts[kind];
    const expected = sumOrNull(reports.map((report) => report.expected));
    const gaps = this.#gapsOf(reports);
    const verdict = judgeFaults(
      { counts: faults, expected, missingDays: missingDays.length, alteredDays: alteredDays.length },
      policy,
    );
    return {
      badge: verdict,
      rows_read: this.#totals.rowsRead,
      rows_used: this.#rowsUsed,
      rows_without_price: this.#totals.rowsWithoutPrice,
      duplicates_removed: this.#totals.duplicatesRemoved,
      rows_out_of_order: this.#totals.rowsOutOfOrder,
      missing_days: [...missingDays],
      altered_days: [...alteredDays],
      missing_candles: faults.missing,
      gaps,
      gaps_not_listed: faults.gap - gaps.length,
      policy: policy.policy,
      max_missing_fraction: policy.maxMissingFraction,
      expected_candles: expected,
      faults,
      examples: this.#examplesOf(reports),
    };
  }

  #gapsOf(reports: readonly CandleQualityReport[]): DataQuality['gaps'] {
    return reports
      .flatMap(({ gaps }, index) => gaps.map((gap) => ({ subject: this.#subjects[index] ?? '', ...gap })))
      .sort((left, right) => left.start - right.start)
      .slice(0, gapsListed)
      .map(({ subject, start, periods }) => ({
        subject,
        after: isoSeconds(start - this.#periodSeconds),
        missing: periods,
      }));
  }

  #examplesOf(reports: readonly CandleQualityReport[]): NonNullable<DataQuality['examples']> {
    const all = reports.flatMap(({ examples }, index) =>
      examples.map((example) => ({ subject: this.#subjects[index] ?? '', ...example })),
    );
    return faultKinds.flatMap((kind) =>
      all
        .filter((example) => example.kind === kind)
        .sort((left, right) => left.at - right.at)
        .slice(0, examplesOfKind)
        .map((example) => Object.assign({}, example, { at: isoSeconds(example.at) })),
    );
  }
}

function sumOrNull(counts: readonly (number | null)[]): number | null {
  return counts.some((count) => count === null)
    ? null
    : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
}
