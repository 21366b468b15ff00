import { join } from 'node:path';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { isTerminal, type JobState } from '../../../src-core/job/job-state.ts';
import type { Manifest } from '../../../src-core/result/manifest.ts';
import type { Charts } from '../../../src-core/result/series.ts';
import type { Home } from '../home/home.ts';
import { verifyManifest } from './manifest-check.ts';
import { readCharts, readSummary, type StoredSummary } from './result-files.ts';

/** What the result store needs to know of a job. */
export interface ResultOwner {
  readonly jobId: string;
  readonly state: JobState;
}

/** A result folder whose files were found to be what its manifest says. */
export interface StoredResult {
  readonly jobId: string;
  readonly folder: string;
  readonly manifest: Manifest;
  readonly summary: StoredSummary;
}

/**
 * Opens the result of a job and checks every file of it.
 *
 * @throws HindcastError `RESULT_NOT_READY` when the job has none (yet), `RESULT_MISSING` when its files are gone,
 *   `RESULT_CORRUPT` when they are not what was written, `RESULT_INCOMPLETE` when they do not say on which data they stand
 */
export async function openResult(home: Home, job: ResultOwner): Promise<StoredResult> {
  if (job.state !== 'completed') throw notReady(job);
  const folder = join(home.results, job.jobId);
  const manifest = await verifyManifest(folder, job.jobId);
  return { jobId: job.jobId, folder, manifest, summary: await readSummary(folder) };
}

/** The result of a job that this process has just checked and put in place; its files are not hashed again. */
export async function readFreshResult(home: Home, jobId: string): Promise<Omit<StoredResult, 'manifest'>> {
  const folder = join(home.results, jobId);
  return { jobId, folder, summary: await readSummary(folder) };
}

/** The charts of an opened result. */
export async function chartsOf(result: StoredResult): Promise<Charts> {
  return readCharts(result.folder);
}

function notReady(job: ResultOwner): HindcastError {
  const short = job.jobId.slice(0, 12);
  const next = isTerminal(job.state)
    ? `It ${job.state === 'failed' ? 'failed' : 'was cancelled'}; "hindcast jobs show ${short}" says more.`
    : 'Wait until it has completed.';
  return new HindcastError('RESULT_NOT_READY', `Job ${short} is ${job.state} and has no result. ${next}`, {
    details: { job_id: job.jobId, state: job.state },
  });
}
