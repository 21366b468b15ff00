import type { BulkOutcome } from '../../../../src-core/api/common-schemas.ts';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { isTerminal } from '../../../../src-core/job/job-state.ts';
import type { PinnedFile } from '../../../../src-core/job/worker-protocol.ts';
import { parseJobSpec } from '../../../../src-core/kinds/registry.ts';
import { canonicalJson } from '../../../../src-core/wire/canonical-json.ts';
import { actOnJobs, type BulkParts } from '../upkeep/bulk-action.ts';
import { changedFiles, fingerprintCode, type CodeFingerprint } from './code-fingerprint.ts';
import type { DatasetPinner } from './dataset-pinner.ts';
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
  const look = new Look(pinner, store);
  return actOnJobs(
    parts,
    jobIds,
    (jobId) => store.retry(jobId, actor),
    async (jobId) => {
      const job = store.get(jobId);
      // The store says what is wrong with these.
      if (job !== undefined && isTerminal(job.state)) await refuseWhatChanged(job, look);
    },
  );
}

async function refuseWhatChanged(job: JobRecord, look: Look): Promise<void> {
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
  const other = await look.gone(job.snapshotId);
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
  readonly #store: Pick<JobStore, 'snapshot'>;
  readonly #gone = new Map<string, Promise<readonly PinnedFile[]>>();

  constructor(pinner: DatasetPinner, store: Pick<JobStore, 'snapshot'>) {
    this.#pinner = pinner;
    this.#store = store;
  }

  code(references: Parameters<typeof fingerprintCode>[0]): CodeFingerprint {
    const key = canonicalJson(references);
    const known = this.#code.get(key) ?? fingerprintCode(references);
    this.#code.set(key, known);
    return known;
  }

  /** Paths of the pinned files of a snapshot whose bytes are not here any more. */
  async gone(snapshotId: string): Promise<readonly string[]> {
    const gone = this.#gone.get(snapshotId) ?? this.#pinner.gone(this.#store.snapshot(snapshotId).files);
    this.#gone.set(snapshotId, gone);
    return (await gone).map(({ path }) => path);
  }
}
