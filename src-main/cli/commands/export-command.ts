import { resolve } from 'node:path';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { openResult, type StoredResult } from '../../services/results/result-store.ts';
import { writeResult } from '../command-io.ts';
import { homeOf, type CommonOptions } from '../common-options.ts';
import { terminalIo } from '../terminal-io.ts';
import { openJobStore } from '../open-job-services.ts';

export interface ExportOptions extends CommonOptions {
  readonly format: string;
  readonly out: string;
}

type Exporter = (results: readonly StoredResult[], path: string) => Promise<void>;

const loadExports = () => import('../../services/exports/export-result.ts');

/** How results leave, by the name of the format. */
const exporters: Readonly<Record<string, Exporter>> = {
  json: async (results, path) => (await loadExports()).exportJson(onlyOne(results), path),
  csv: async (results, path) => {
    const result = onlyOne(results);
    const { exportCsv } = await loadExports();
    const { DataWorkerClient } = await import('../../services/processes/data-worker-client.ts');
    const { ForkedNodeSpawner } = await import('../../services/processes/forked-node-spawner.ts');
    const worker = new DataWorkerClient(new ForkedNodeSpawner(process.env));
    try {
      await exportCsv(result, path, worker);
    } finally {
      await worker.close();
    }
  },
  html: async (results, path) => (await loadExports()).exportHtml(results, path),
};

export const exportFormats = Object.keys(exporters);

/** `hindcast export JOB... --format csv|json|html --out PATH`; a report takes several jobs and compares them. */
export async function exportCommand(ids: readonly string[], options: ExportOptions): Promise<void> {
  const write = Object.hasOwn(exporters, options.format) ? exporters[options.format] : undefined;
  if (write === undefined) {
    throw new HindcastError(
      'BAD_INPUT',
      `There is no format "${options.format}". Formats: ${exportFormats.join(', ')}.`,
    );
  }
  const home = homeOf(options);
  const store = await openJobStore(home);
  try {
    const results = await Promise.all(ids.map((id) => openResult(home, store.find(id))));
    const path = resolve(options.out);
    await write(results, path);
    const document = { job_ids: results.map(({ jobId }) => jobId), format: options.format, path };
    writeResult(terminalIo(options), document, () => `Wrote ${path}.`);
  } finally {
    store.close();
  }
}

function onlyOne(results: readonly StoredResult[]): StoredResult {
  const [result, another] = results;
  if (result === undefined || another !== undefined) {
    throw new HindcastError('BAD_INPUT', 'Only a report (html) can hold several jobs. Name one job.');
  }
  return result;
}
