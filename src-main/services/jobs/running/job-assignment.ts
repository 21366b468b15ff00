import { z } from 'zod';
import { jobBaseShape } from '../../../../src-core/job/job-base.ts';
import type { JobAssignment } from '../../../../src-core/job/worker-protocol.ts';
import type { ParsedSpec } from '../../../../src-core/kinds/registry.ts';
import type { DatasetSnapshot, JobRecord } from '../store/job-record.ts';

const jobBaseSchema = z.object(jobBaseShape);

/** What a parsed spec of any kind says about how it is run. */
export function limitsOf(spec: unknown): z.output<typeof jobBaseSchema> {
  return jobBaseSchema.parse(spec);
}

/** What a worker is told of a job. */
export function assignmentOf(
  parsed: ParsedSpec,
  job: JobRecord,
  snapshot: DatasetSnapshot,
  place: { leaseId: string; outputFolder: string; cacheRoot: string },
): JobAssignment {
  return {
    ...place,
    jobId: job.jobId,
    kind: parsed.kind.kind,
    spec: job.spec,
    plan: parsed.kind.plan(parsed.spec),
    options: job.options,
    files: [...snapshot.files],
    snapshotId: snapshot.snapshotId,
    datasetVersionIds: { ...snapshot.datasetVersionIds },
    modelHash: job.modelHash,
    codeFiles: { ...job.codeFiles },
    limits: {
      memoryMb: limitsOf(parsed.spec).memory_limit_mb,
      callTimeoutSeconds: parsed.kind.callTimeoutSeconds(parsed.spec),
    },
  };
}
