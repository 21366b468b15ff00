import { engineVersion, hindcastVersion } from '../../../src-core/engine-version.ts';
import { feedPath, isSyntheticFeed } from '../../../src-core/feed/feed.ts';
import type { ReplayMeasurement } from '../../../src-core/kinds/replay/measure.ts';
import type { ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import { statusCode, type PredictionColumns } from '../../../src-core/kinds/replay/prediction-columns.ts';
import { runWarnings, type PredictionSigns } from '../../../src-core/kinds/replay/run-warnings.ts';
import type { ReplaySummary } from '../../../src-core/kinds/replay/summary.ts';
import { metricsVersion } from '../../../src-core/metrics/metrics-version.ts';
import type { DataQuality } from '../../../src-core/result/summary-base.ts';
import { isoSeconds } from '../../../src-core/time/utc.ts';
import type { JobContext } from '../../job/job-context.ts';
import type { ResultHashes } from './result-hash.ts';

export interface ReplayFindings {
  readonly context: JobContext;
  readonly plan: ReplayPlan;
  readonly name: string;
  readonly columns: PredictionColumns;
  readonly measured: ReplayMeasurement;
  /** Hashes of the predictions together with the metrics. */
  readonly hash: (metrics: Readonly<Record<string, number | null>>) => Promise<ResultHashes>;
  readonly dataQuality: DataQuality;
  readonly lookahead: { readonly checked: boolean; readonly alteredAfter: readonly number[] };
}

/** The contents of `summary.json` of a replay, its timings apart. */
export async function describeReplay(
  findings: ReplayFindings,
): Promise<Omit<ReplaySummary, 'timings_seconds'>> {
  const { context, plan, columns, measured, dataQuality, lookahead } = findings;
  const { assignment } = context;
  const { strictHash, canonicalHash } = await findings.hash(measured.metrics);
  return {
    schema_version: 1,
    kind: 'replay',
    name: findings.name,
    created_at: context.now().toISOString(),
    mode: plan.mode,
    headline: measured.headline,
    metrics: measured.metrics,
    intervals: measured.intervals,
    featured_metrics: [...plan.featuredMetrics],
    ranking: measured.ranking,
    counts: measured.counts,
    scopes: measured.scopes,
    warnings: [...runWarnings(plan, measured.counts, dataQuality, signsOf(columns)), ...measured.warnings],
    data: {
      feeds: plan.feeds.map(feedPath),
      start: isoSeconds(plan.range.startSeconds),
      end: isoSeconds(plan.range.endSeconds),
      is_synthetic: plan.feeds.some(isSyntheticFeed),
    },
    data_quality: dataQuality,
    lookahead: { checked: lookahead.checked, altered_after: lookahead.alteredAfter.map(isoSeconds) },
    // With the windows that the challenge brought, without which the metrics cannot be told.
    config: { ...(assignment.spec as ReplaySummary['config']), aggregation: [...plan.aggregation] },
    receipt: {
      job_id: assignment.jobId,
      snapshot_id: assignment.snapshotId,
      dataset_version_ids: assignment.datasetVersionIds,
      files: assignment.files.map((file) => ({
        path: file.path,
        sha256: file.sha256,
        size_bytes: file.sizeBytes,
        rows: file.rows,
      })),
      model_hash: assignment.modelHash,
      model_files: assignment.codeFiles,
      engine_version: engineVersion,
      metrics_version: metricsVersion,
      hindcast_version: hindcastVersion,
      runtime: {
        node: process.versions.node,
        v8: process.versions.v8,
        platform: process.platform,
        arch: process.arch,
      },
      strict_hash: strictHash,
      canonical_hash: canonicalHash,
    },
  };
}

function signsOf(columns: PredictionColumns): PredictionSigns {
  let scoredAsDefaults = 0;
  let failure: string | undefined;
  let scoringFailure: string | undefined;
  for (const [row, text] of columns.reason) {
    const status = columns.status[row];
    if (status === statusCode.scored) scoredAsDefaults++;
    if (status === statusCode.scored || status === statusCode.predictionFailed) failure ??= text;
    if (status === statusCode.scoringFailed) scoringFailure ??= text;
  }
  return { scores: scoreRange(columns), scoredAsDefaults, failure, scoringFailure };
}

function scoreRange(columns: PredictionColumns): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < columns.length; row++) {
    if (columns.status[row] !== statusCode.scored) continue;
    const score = columns.score[row] as number;
    if (score < min) min = score;
    if (score > max) max = score;
  }
  return { min, max };
}
