import { percentDone } from '../../src-core/job/percent-done.ts';
import type { JobDependency } from '../services/jobs/store/job-dependencies.ts';
import type { JobEvent, JobRecord } from '../services/jobs/store/job-record.ts';

/** A job in the form in which it leaves the program. */
export function jobToJson(job: JobRecord): Record<string, unknown> {
  return {
    job_id: job.jobId,
    kind: job.kind,
    name: job.name,
    state: job.state,
    priority: job.priority,
    created_by: job.createdBy,
    created_at: job.createdAt,
    queued_at: job.queuedAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    cancel_requested_at: job.cancelRequestedAt,
    attempt: job.attempt,
    progress: { pct: percentDone(job.progress.fraction), ...job.progress },
    error: job.error,
    warnings: job.warnings,
    headline: job.headline,
    snapshot_id: job.snapshotId,
    model_hash: job.modelHash,
    retries: job.retries,
    max_retries: job.maxRetries,
    not_before: job.notBefore,
    blocked_by: job.blockedBy,
    group_id: job.groupId,
    stalled_at: job.stalledAt,
    peak_memory_bytes: job.peakMemoryBytes,
    result_bytes: job.resultBytes,
    result_path: job.resultPath,
    spec: job.spec,
  };
}

export function eventToJson(event: JobEvent): Record<string, unknown> {
  const { seq, at, type, actor, cause } = event;
  return { seq, at, type, actor, cause };
}

export function dependencyToJson({ jobId, isMet }: JobDependency): Record<string, unknown> {
  return { job_id: jobId, is_met: isMet };
}
