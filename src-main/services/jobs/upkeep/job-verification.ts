import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { versionPath } from '../../../../src-core/data/day-version.ts';
import { fromErrorEnvelope, HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type { PinnedFile } from '../../../../src-core/job/worker-protocol.ts';
import type { Progress } from '../../../../src-core/job/progress.ts';
import { parseJobSpec } from '../../../../src-core/kinds/registry.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import type { Home } from '../../home/home.ts';
import { compareResults, type Comparison, type InputDifference } from '../../results/compare-results.ts';
import { verifyManifest } from '../../results/manifest-check.ts';
import { readSummary } from '../../results/result-files.ts';
import { openResult } from '../../results/result-store.ts';
import type { Clock } from '../clock.ts';
import { fingerprintCode } from '../submission/code-fingerprint.ts';
import { assignmentOf, limitsOf } from '../running/job-assignment.ts';
import type { JobRecord } from '../store/job-record.ts';
import type { JobStore } from '../store/job-store.ts';
import type { JobWorkerProcess } from '../running/job-worker-process.ts';
import type { ProcessTree } from '../running/process-tree.ts';
import { newLeaseId, verificationFolderOf } from '../running/result-placement.ts';
import { SupervisedRun } from '../running/supervised-run.ts';

export interface VerificationParts {
  readonly home: Home;
  readonly store: JobStore;
  readonly clock: Clock;
  readonly tree: ProcessTree;
  /** Runs the job again when the data is found unchanged. */
  readonly worker: JobWorkerProcess;
  readonly isCancelled: () => boolean;
  readonly onProgress: (progress: Progress) => void;
}

/**
 * Runs a completed job again, on the data it was pinned to and into a folder of its own, and compares. The queue and
 * the result stay as they are.
 *
 * @throws HindcastError `NOT_REPRODUCED` naming each candle file that is not what the job read; what
 *   {@link openResult} throws; what the second run fails with; `CANCELLED`
 */
export async function verifyJob(job: JobRecord, parts: VerificationParts): Promise<Comparison> {
  const { home, store } = parts;
  const result = await openResult(home, job);
  const snapshot = store.snapshot(job.snapshotId);
  refuseChangedData(await changedCandleFiles(home.cache, snapshot.files));
  const leaseId = newLeaseId();
  const outputFolder = verificationFolderOf(home, leaseId);
  await mkdir(outputFolder, { mode: 0o700 });
  try {
    await runAgain(job, parts, { leaseId, outputFolder, cacheRoot: home.cache });
    const manifest = await verifyManifest(outputFolder, job.jobId);
    return compareResults(result, { manifest, summary: await readSummary(outputFolder) });
  } finally {
    await rm(outputFolder, { recursive: true, force: true });
  }
}

async function runAgain(
  job: JobRecord,
  parts: VerificationParts,
  place: { leaseId: string; outputFolder: string; cacheRoot: string },
): Promise<void> {
  const { store, clock, tree, worker } = parts;
  const parsed = parseJobSpec(job.spec, `Job ${job.jobId}`);
  // Code as it is now: a changed model is named by the comparison, with what it changed in the numbers.
  const code = fingerprintCode(parsed.kind.codeReferences(parsed.spec));
  const asItIsNow = { ...job, modelHash: code.modelHash, codeFiles: code.files };
  const outcome = await new SupervisedRun(clock, tree, worker, {
    assignment: assignmentOf(parsed, asItIsNow, store.snapshot(job.snapshotId), place),
    timeoutSeconds: limitsOf(parsed.spec).timeout_seconds,
    control: () => (parts.isCancelled() ? 'cancel' : 'continue'),
    onProgress: parts.onProgress,
    onGreeting: () => undefined,
    onStalled: () => undefined,
    onHeard: () => undefined,
    onLog: () => undefined,
  }).finished;
  if (outcome.state === 'failed') throw fromErrorEnvelope(outcome.error);
  if (outcome.state !== 'completed') throw new HindcastError('CANCELLED', 'The verification was cancelled.');
}

function refuseChangedData(changed: readonly InputDifference[]): void {
  if (changed.length === 0) return;
  const named = changed.map(({ name, before, now }) =>
    now === null ? `${name} is gone (was ${before})` : `${name} is ${now} (was ${before})`,
  );
  throw new HindcastError(
    'NOT_REPRODUCED',
    `The data is not what the job read, so it cannot be reproduced. By SHA-256: ${named.slice(0, 5).join('; ')}` +
      `${named.length > 5 ? `; and ${named.length - 5} more files` : ''}.`,
    { details: { changed } },
  );
}

/** The pinned files whose bytes are nowhere any more, by hashing every byte: see rule D20. */
async function changedCandleFiles(
  cacheRoot: string,
  files: readonly PinnedFile[],
): Promise<InputDifference[]> {
  const changed: InputDifference[] = [];
  for (const file of files) {
    const now = await hashOf(join(cacheRoot, ...file.path.split('/')));
    if (now === file.sha256) continue;
    if ((await hashOf(join(cacheRoot, versionPath(file.sha256)))) === file.sha256) continue;
    changed.push({ input: 'candle file', name: file.path, before: file.sha256, now });
  }
  return changed;
}

async function hashOf(path: string): Promise<string | null> {
  try {
    return await sha256OfFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
