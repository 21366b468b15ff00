import type { ErrorCode } from '../../../../src-core/errors/hindcast-error.ts';
import { prioritySchema, type Priority } from '../../../../src-core/job/job-base.ts';
import type { JobState } from '../../../../src-core/job/job-state.ts';
import type { JobEvent, JobEventType, JobRecord, RecordedProgress } from './job-record.ts';

/** A row of table `job`, without what only lists show. */
export interface StoredJob {
  job_id: string;
  kind: string;
  name: string;
  spec_json: string;
  options_json: string;
  state: JobState;
  priority: number;
  created_by: string;
  snapshot_id: string;
  model_hash: string;
  code_files_json: string;
  created_at: string;
  queued_at: string;
  started_at: string | null;
  completed_at: string | null;
  cancel_requested_at: string | null;
  attempt: number;
  retries: number;
  max_retries: number;
  start_order: number;
  not_before: string | null;
  blocked_by: number;
  group_id: string | null;
  beat: number;
  stalled_at: string | null;
  peak_memory_bytes: number | null;
  result_bytes: number | null;
  lease_id: string | null;
  owner_process: string | null;
  worker_process: string | null;
  phase: RecordedProgress['phase'];
  fraction: number;
  current_date: string | null;
  message: string;
  error_code: ErrorCode | null;
  error_message: string | null;
  error_details_json: string | null;
  warnings_json: string;
  headline_json: string | null;
  result_path: string | null;
}

/** A row of table `job_event`. */
export interface EventRow {
  seq: number;
  job_id: string;
  at: string;
  type: JobEventType;
  actor: string;
  cause: string;
}

const priorities = prioritySchema.options;

/** A priority as the database orders it, 0 being the lowest. */
export function priorityRank(priority: Priority): number {
  return priorities.indexOf(priority);
}

/** The inverse of {@link priorityRank}. */
export function priorityOfRank(rank: number): Priority {
  return priorities[rank] ?? 'normal';
}

export function readStoredJob(row: StoredJob): JobRecord {
  return {
    jobId: row.job_id,
    kind: row.kind,
    name: row.name,
    spec: JSON.parse(row.spec_json),
    options: JSON.parse(row.options_json) as JobRecord['options'],
    state: row.state,
    priority: priorityOfRank(row.priority),
    createdBy: row.created_by,
    snapshotId: row.snapshot_id,
    modelHash: row.model_hash,
    codeFiles: JSON.parse(row.code_files_json) as JobRecord['codeFiles'],
    createdAt: row.created_at,
    queuedAt: row.queued_at,
    startedAt: row.started_at,
    completedAt: row.completed_at,
    cancelRequestedAt: row.cancel_requested_at,
    attempt: row.attempt,
    retries: row.retries,
    maxRetries: row.max_retries,
    startOrder: row.start_order,
    notBefore: row.not_before,
    blockedBy: row.blocked_by,
    groupId: row.group_id,
    beat: row.beat,
    stalledAt: row.stalled_at,
    peakMemoryBytes: row.peak_memory_bytes,
    resultBytes: row.result_bytes,
    leaseId: row.lease_id,
    ownerProcess: row.owner_process,
    workerProcess: row.worker_process,
    progress: {
      phase: row.phase,
      fraction: row.fraction,
      current_date: row.current_date,
      message: row.message,
    },
    error: readError(row),
    warnings: JSON.parse(row.warnings_json) as string[],
    headline: row.headline_json === null ? null : (JSON.parse(row.headline_json) as JobRecord['headline']),
    resultPath: row.result_path,
  };
}

function readError(row: StoredJob): JobRecord['error'] {
  if (row.error_code === null) return null;
  const envelope = { code: row.error_code, message: row.error_message ?? '' };
  return row.error_details_json === null
    ? envelope
    : { ...envelope, details: JSON.parse(row.error_details_json) as Record<string, unknown> };
}

export function readEventRow(row: EventRow): JobEvent {
  const { seq, job_id: jobId, at, type, actor, cause } = row;
  return { seq, jobId, at, type, actor, cause };
}
