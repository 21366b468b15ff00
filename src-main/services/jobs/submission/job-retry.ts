import type { BulkOutcome } from '../../../../src-core/api/common-schemas.ts';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { feedPath } from '../../../../src-core/feed/feed.ts';
import { isTerminal } from '../../../../src-core/job/job-state.ts';
import type { DataNeed } from '../../../../src-core/kinds/job-kind.ts';
import { parseJobSpec } from '../../../../src-core/kinds/registry.ts';
import { canonicalJson } from '../../../../src-core/wire/canonical-json.ts';
import { actOnJobs, type BulkParts } from '../upkeep/bulk-action.ts';
import { changedFiles, fingerprintCode, type CodeFingerprint } from './code-fingerprint.ts';
import type { DatasetPinner, PinnedDataset } from './dataset-pinner.ts';
import type { JobRecord } from '../store/job-record.ts';
import type { JobStore } from '../store/job-store.ts';

const instead = 'Choose "Edit and run" to run it as it is now, which is another job.';

/**
 * Queues ended jobs again, each as a new attempt of exactly what it was. A job stands for its code and its data: when
 * they are no longer what it was submitted with, it cannot be repeated, and running something else under its id would
 * falsify its receipt. Days that were added since do no harm, they are not the job's.
 */
export async function retryJobs(
  parts: BulkParts,
  pinner: DatasetPinner,
  jobIds: readonly string[],
  actor: string,
): Promise<BulkOutcome> {
  const { store } = parts;
  const look = new Look(pinner);
  return actOnJobs(
    parts,
    jobIds,
    (jobId) => store.retry(jobId, actor),
    async (jobId) => {
      const job = store.get(jobId);
      // The store says what is wrong with these.
      if (job !== undefined && isTerminal(job.state)) await refuseWhatChanged(job, store, look);
    },
  );
}

async function refuseWhatChanged(job: JobRecord, store: JobStore, look: Look): Promise<void> {
  const parsed = parseJobSpec(job.spec, `Job ${job.jobId}`);
  const code = look.code(parsed.kind.codeReferences(parsed.spec));
  const changed = changedFiles(job.codeFiles, code.files);
  if (changed.length > 0) {
    throw new HindcastError(
      'NOT_REPRODUCED',
      `${changed.map((file) => file.path).join(', ')} changed since the job was submitted. ${instead}`,
      { details: { changed } },
    );
  }
  const present = await look.data(parsed.kind.dataNeed(parsed.spec));
  const other = store
    .snapshot(job.snapshotId)
    .files.filter((file) => present.get(file.path) !== file.sha256)
    .map((file) => file.path);
  if (other.length > 0) {
    throw new HindcastError(
      'NOT_REPRODUCED',
      `${other.slice(0, 3).join(', ')}${other.length > 3 ? ` and ${other.length - 3} more files` : ''} changed or ` +
        `went since the job was submitted. ${instead}`,
      { details: { changed: other } },
    );
  }
}

/** Looks at code and data as they are now, at each once: many jobs share them. */
class Look {
  readonly #pinner: DatasetPinner;
  readonly #code = new Map<string, CodeFingerprint>();
  readonly #data = new Map<string, Promise<PinnedDataset>>();

  constructor(pinner: DatasetPinner) {
    this.#pinner = pinner;
  }

  code(references: Parameters<typeof fingerprintCode>[0]): CodeFingerprint {
    const key = canonicalJson(references);
    const known = this.#code.get(key) ?? fingerprintCode(references);
    this.#code.set(key, known);
    return known;
  }

  /** The hash of each day file that is there, by its path below the cache root. */
  async data(need: DataNeed): Promise<ReadonlyMap<string, string>> {
    const { firstDay, lastDay } = need.range;
    const key = `${firstDay} ${lastDay} ${need.feeds.map(feedPath).join(' ')}`;
    const pinned = this.#data.get(key) ?? this.#pinner.pinSnapshot(need.feeds, firstDay, lastDay);
    this.#data.set(key, pinned);
    return new Map((await pinned).files.map((file) => [file.path, file.sha256]));
  }
}
