import { resolve } from 'node:path';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { placeToWrite } from '../../services/exports/place-to-write.ts';
import type { ExportFormat } from '../../services/exports/write-export.ts';
import { openResult, type StoredResult } from '../../services/results/result-store.ts';
import { writeResult } from '../command-io.ts';
import { homeOf, type CommonOptions } from '../common-options.ts';
import { terminalIo } from '../terminal-io.ts';
import { openJobStore } from '../open-job-services.ts';

export interface ExportOptions extends CommonOptions {
  readonly format: string;
  readonly out: string;
}

export const exportFormats: readonly ExportFormat[] = ['json', 'csv', 'html'];

/** `hindcast export JOB... --format csv|json|html --out PATH`; a report takes several jobs and compares them. */
export async function exportCommand(ids: readonly string[], options: ExportOptions): Promise<void> {
  const format = exportFormats.find((known) => known === options.format);
  if (format === undefined) {
    throw new HindcastError(
      'BAD_INPUT',
      `There is no format "${options.format}". Formats: ${exportFormats.join(', ')}.`,
    );
  }
  const home = homeOf(options);
  const store = await openJobStore(home);
  try {
    const results = await Promise.all(ids.map((id) => openResult(home, store.find(id))));
    const path = await placeToWrite(resolve(options.out));
    await write(format, results, path);
    const document = { job_ids: results.map(({ jobId }) => jobId), format, path };
    writeResult(terminalIo(options), document, () => `Wrote ${path}.`);
  } finally {
    store.close();
  }
}

async function write(format: ExportFormat, results: readonly StoredResult[], path: string): Promise<void> {
  const [{ writeExport }, { DataWorkerClient }, { ForkedNodeSpawner }] = await Promise.all([
    import('../../services/exports/write-export.ts'),
    import('../../services/processes/data-worker-client.ts'),
    import('../../services/processes/forked-node-spawner.ts'),
  ]);
  // Starts its process only when it is asked for something.
  const worker = new DataWorkerClient(new ForkedNodeSpawner(process.env));
  try {
    await writeExport(format, results, path, worker);
  } finally {
    await worker.close();
  }
}
