import { basename } from 'node:path';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { refusalOf } from '../../../../src-core/quality/fault-policy.ts';
import { dayOfFileName } from '../../../../src-core/feed/candle-file.ts';
import { feedPath } from '../../../../src-core/feed/feed.ts';
import type { DataNeed } from '../../../../src-core/kinds/job-kind.ts';
import type { DatasetPinner, PinnedDataset } from './dataset-pinner.ts';
import { limitsOf } from '../running/job-assignment.ts';
import { jobIdOf } from './job-identity.ts';
import { outlineOf } from './job-outline.ts';
import {
  atItsTurn,
  type JobOptions,
  type JobRecord,
  type JobSchedule,
  type NewJob,
} from '../store/job-record.ts';
import type { JobStore } from '../store/job-store.ts';
import { readSpec, type SpecToRead } from './read-spec.ts';

export interface SubmitRequest extends SpecToRead {
  /** Runs a completed job again. */
  readonly force: boolean;
  readonly createdBy: string;
  readonly options: JobOptions;
  /** When it may start; as soon as it is its turn when left out. */
  readonly schedule?: JobSchedule;
}

export interface Submission {
  readonly job: JobRecord;
  /** Whether the job was there already and is not run anew. */
  readonly existing: boolean;
  /** Days of the range without a file, `YYYY-MM-DD`; the run warns of them. */
  readonly missingDays: readonly string[];
  /** Days whose file was changed after it was verified, `YYYY-MM-DD`; the run warns of them as well. */
  readonly alteredDays: readonly string[];
}

/**
 * Turns a spec into a job in the queue: fills defaults, pins the data and the code, derives the id. The same spec over
 * the same data and code gives the same job: one that is pending, running or completed is returned as it is, one that
 * failed or was cancelled goes back into the queue, and `force` also re-queues a completed one.
 *
 * @throws HindcastError what {@link readSpec} throws; `DATA_MISSING` when a feed has no data in the range; `DATA_MISSING` or
 *   `DATA_CORRUPT` when the spec refuses odd data and some is known
 */
export async function submitJob(
  request: SubmitRequest,
  store: JobStore,
  pinner: DatasetPinner,
): Promise<Submission> {
  return enqueue(await readSubmission(request, pinner), store);
}

/** A job that is known whole and not yet in the queue. */
export interface ReadSubmission {
  readonly request: SubmitRequest;
  readonly newJob: NewJob;
  readonly missingDays: readonly string[];
  readonly alteredDays: readonly string[];
}

/** The part of {@link submitJob} that looks at files, and throws what is wrong with them. */
export async function readSubmission(request: SubmitRequest, pinner: DatasetPinner): Promise<ReadSubmission> {
  const { parsed, code, need } = await readSpec(request);
  const { kind, spec } = parsed;
  const { firstDay, lastDay } = need.range;
  const { name, priority, max_retries: maxRetries, coordinator } = limitsOf(spec);
  const pinned = await pinner.pinSnapshot(need.feeds, firstDay, lastDay, coordinator);
  refuseWithoutData(need, pinned);
  await refuseFaults(need, pinned, pinner);
  const newJob: NewJob = {
    jobId: jobIdOf(parsed, code, pinned.snapshotId, request.createdBy),
    kind: kind.kind,
    name,
    spec,
    outline: outlineOf(parsed),
    options: request.options,
    priority,
    createdBy: request.createdBy,
    snapshot: {
      snapshotId: pinned.snapshotId,
      files: pinned.files,
      datasetVersionIds: pinned.datasetVersionIds,
    },
    modelHash: code.modelHash,
    codeFiles: code.files,
    maxRetries,
    schedule: request.schedule ?? atItsTurn,
  };
  return { request, newJob, missingDays: pinned.missingDays, alteredDays: alteredDaysOf(pinned) };
}

/**
 * The part of {@link submitJob} that changes the queue; at once, so that it can be a part of a larger transaction.
 *
 * @throws HindcastError `UNKNOWN_JOB`, `BAD_INPUT` for a schedule that cannot be
 */
export function enqueue({ request, newJob, ...days }: ReadSubmission, store: JobStore): Submission {
  const { groupId } = newJob.schedule;
  if (groupId !== null && !store.groups.has(groupId)) {
    throw new HindcastError(
      'BAD_INPUT',
      `There is no group "${groupId}". It is forgotten with its last job; leave it out, or queue the jobs as a new one.`,
      { details: { groupId } },
    );
  }
  const { job, existing } = store.insertOrGet(newJob);
  const cause = existing ? causeToRunAgain(job, request) : undefined;
  if (cause === undefined) return { job, existing, ...days };
  return { job: store.requeue(newJob, cause), existing: false, ...days };
}

function causeToRunAgain(job: JobRecord, request: SubmitRequest): string | undefined {
  if (job.state === 'failed' || job.state === 'cancelled') return 'submitted again';
  if (job.state !== 'completed') return undefined;
  if (request.force) return 'forced to run again';
  // A result that was never checked does not answer whoever asks for the check.
  if (request.options.checkLookahead && !job.options.checkLookahead)
    return 'asked to check for looking ahead';
  return undefined;
}

async function refuseFaults(need: DataNeed, pinned: PinnedDataset, pinner: DatasetPinner): Promise<void> {
  const { feeds, range, faultPolicy } = need;
  if (faultPolicy.policy !== 'refuse') return;
  const found = await pinner.knownFaults(feeds, range, pinned.files);
  const refusal = refusalOf(found, faultPolicy, feeds.map(feedPath).join(', '));
  if (refusal === undefined) return;
  throw new HindcastError(refusal.code, refusal.message, {
    details: { faults: found.counts, missing_days: pinned.missingDays, altered_days: alteredDaysOf(pinned) },
  });
}

function alteredDaysOf({ files }: PinnedDataset): string[] {
  const altered = files.filter(({ isAltered }) => isAltered);
  return [...new Set(altered.map(({ path }) => dayOfFileName(basename(path)) ?? path))];
}

function refuseWithoutData(need: DataNeed, pinned: PinnedDataset): void {
  const { firstDay, lastDay } = need.range;
  for (const feed of need.feeds) {
    const path = feedPath(feed);
    if (pinned.files.some((file) => file.path.startsWith(`${path}/`))) continue;
    throw new HindcastError(
      'DATA_MISSING',
      `No data available for ${path} from ${firstDay} to ${lastDay}. Pull it first: ` +
        `hindcast data pull --feed ${path} --from ${firstDay} --to ${lastDay}`,
      { details: { feed: path, from: firstDay, to: lastDay, missing_days: pinned.missingDays } },
    );
  }
}
