import type { resultOperations } from '../../../src-core/api/contract/results.ts';
import type { OutputOf, ParsedInputOf } from '../../../src-core/api/contract.ts';
import type { Home } from '../home/home.ts';
import type { JobStore } from '../jobs/store/job-store.ts';
import type { DataWorkerClient } from '../processes/data-worker-client.ts';
import { candleSourceOf } from '../results/candle-source.ts';
import { compareRuns } from '../results/compare-runs.ts';
import { ResultReader } from '../results/result-reader.ts';
import { chartsOf } from '../results/result-store.ts';
import type { Handlers } from './handlers.ts';

export interface ResultHandlerParts {
  readonly home: Home;
  readonly store: Pick<JobStore, 'find'>;
  readonly worker: Pick<DataWorkerClient, 'request'>;
}

/** Answers everything that is asked of results. Files are read and series computed by the data worker. */
export function resultHandlers(parts: ResultHandlerParts): Handlers<keyof typeof resultOperations> {
  const { worker } = parts;
  const reader = new ResultReader(parts.home, parts.store);
  return {
    'results.get': async ({ jobId }) => {
      const { summary, manifest, folder } = await reader.open(jobId);
      const files = manifest.files.map(({ name, size_bytes, sha256 }) => ({
        name,
        sizeBytes: size_bytes,
        sha256,
      }));
      return { summary, files, folder };
    },
    'results.charts': async ({ jobId }) => chartsOf(await reader.open(jobId)),
    'results.predictions': async ({ jobId, ...query }) => {
      const { folder } = await reader.open(jobId);
      return worker.request('predictionPage', { resultFolder: folder, ...query });
    },
    'results.series': async ({ jobId, ...query }) => {
      const { folder } = await reader.open(jobId);
      return worker.request('predictionSeries', { resultFolder: folder, ...query });
    },
    'results.candles': (input) => candles(input, parts, reader),
    'results.compare': (input) => compareRuns(input, reader, worker),
  };
}

async function candles(
  { jobId, subject, points, ...span }: ParsedInputOf<'results.candles'>,
  { home, worker }: ResultHandlerParts,
  reader: ResultReader,
): Promise<OutputOf<'results.candles'>> {
  const { folder, summary } = await reader.open(jobId);
  const source = candleSourceOf(summary, subject);
  const from = span.from ?? source.run.from;
  const to = span.to ?? source.run.to;
  const { snapshot_id: snapshotId } = summary.receipt;
  const [view, predictions] = await Promise.all([
    worker.request('candleView', { ...source, cacheRoot: home.cache, snapshotId, from, to, points }),
    worker.request('predictionMarks', { resultFolder: folder, subject, from, to, points }),
  ]);
  return { ...view, predictions };
}
