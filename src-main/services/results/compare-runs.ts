import type { OutputOf, ParsedInputOf } from '../../../src-core/api/contract.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { overlapOfSummary } from '../../../src-core/result/comparison/summary-overlap.ts';
import type { DataWorkerClient } from '../processes/data-worker-client.ts';
import type { ResultReader } from './result-reader.ts';
import type { StoredResult } from './result-store.ts';

type Comparison = OutputOf<'results.compare'>;

/** Puts runs side by side. A run without a usable result is left out and named; the first that has one is the baseline. */
export async function compareRuns(
  { jobIds, points }: ParsedInputOf<'results.compare'>,
  reader: ResultReader,
  worker: Pick<DataWorkerClient, 'request'>,
): Promise<Comparison> {
  const results: StoredResult[] = [];
  const excluded: Comparison['excluded'] = [];
  for (const jobId of new Set(jobIds)) {
    try {
      results.push(await reader.open(jobId));
    } catch (error) {
      if (!(error instanceof HindcastError)) throw error;
      excluded.push({ jobId, reason: error.message });
    }
  }
  const { differences, overlap, curves } = await worker.request('compareScores', {
    runs: results.map(({ folder, summary }) => ({
      resultFolder: folder,
      overlap: overlapOfSummary(summary),
    })),
    points,
  });
  const jobIdAt = (index: number): string => (results[index] as StoredResult).jobId;
  return {
    runs: results.map(({ jobId, summary }) => ({ jobId, summary })),
    excluded,
    differences: differences.map((difference, index) =>
      Object.assign(difference, { jobId: jobIdAt(index + 1) }),
    ),
    overlap,
    curves: curves.map((curve, index) => Object.assign(curve, { jobId: jobIdAt(index) })),
  };
}
