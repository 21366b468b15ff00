import type { CandleGap, FaultCounts, FaultExample } from './candle-faults.ts';
import {
  CandleQuality,
  judgedPeriod,
  periodsBetween,
  qualityRules,
  type CandleQualityReport,
} from './candle-quality.ts';
import type { CandleColumns } from '../feed/candle.ts';
import { granularitySeconds, type Feed } from '../feed/feed.ts';
import { dayStart, secondsPerDay, type TimeRange } from '../time/utc.ts';

/** First and last moment of a span, both included; seconds since the epoch, UTC. */
export type Span = Pick<TimeRange, 'startSeconds' | 'endSeconds'>;

/** What was counted in one day file, in a form that can be kept and added up. */
export interface DayQuality {
  /** By which version of the rules, see {@link qualityRules}. */
  readonly rules: number;
  readonly counts: FaultCounts;
  /** Whether the first and the last period of the day have no candle: a gap may go on in the next day. */
  readonly startsMissing: boolean;
  readonly endsMissing: boolean;
}

/** Asks what is odd about the days of a feed. */
export interface AssessDays {
  /** Absolute path of the cache root. */
  readonly root: string;
  readonly feed: Feed;
  /** UTC days, `YYYY-MM-DD`. */
  readonly days: readonly string[];
  /** By day, the SHA-256 of the version to look at in place of the usual file; see rule D19. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Only what lies in here counts; the whole days when left out. */
  readonly span?: Span;
  /** Whether gaps and examples are wanted, which are much for many days. */
  readonly withDetail: boolean;
}

/** What is odd about a day whose file can be read. */
export interface DayAssessment {
  readonly day: string;
  /** Rows of the file; of the span alone when one was asked for. */
  readonly rows: number;
  readonly quality: DayQuality;
  /** The first ones, when they were asked for. */
  readonly gaps: readonly CandleGap[];
  readonly examples: readonly FaultExample[];
}

/** The part of a UTC day that lies in a span; with its end before its start when there is none. */
export function spanOfDay(day: string, span?: Span): Span {
  const start = dayStart(day);
  const end = start + secondsPerDay - 1;
  return span === undefined
    ? { startSeconds: start, endSeconds: end }
    : { startSeconds: Math.max(start, span.startSeconds), endSeconds: Math.min(end, span.endSeconds) };
}

/** Candles that a span should have; null when the granularity names no period of a day or less. */
export function expectedCandles(feed: Pick<Feed, 'granularity'>, span: Span): number | null {
  const period = judgedPeriod(granularitySeconds(feed.granularity));
  return period === null ? null : periodsBetween(span.startSeconds, span.endSeconds, period);
}

/** Looks at the rows of one day file; see {@link CandleQuality}. */
export function lookAtDay(
  feed: Pick<Feed, 'granularity'>,
  span: Span,
  columns: CandleColumns,
  metaPrice: ReadonlyMap<number, number>,
): CandleQualityReport {
  const period = judgedPeriod(granularitySeconds(feed.granularity));
  const quality = new CandleQuality(period, span.startSeconds, span.endSeconds);
  quality.add(columns, metaPrice);
  return quality.finish();
}

/** What is kept of a look at a day. */
export function dayQualityOf({ counts, startsMissing, endsMissing }: CandleQualityReport): DayQuality {
  return { rules: qualityRules, counts, startsMissing, endsMissing };
}
