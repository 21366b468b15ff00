import type { Charts } from '../../../../src-core/result/series.ts';
import type { StoredSummary } from '../../results/result-files.ts';

/** One run of a report: its summary, with whatever its kind of job adds, and its charts. */
export interface ReportRun {
  readonly summary: StoredSummary;
  readonly charts: Charts;
}
