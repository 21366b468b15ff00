import { resolve } from 'node:path';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { writeTextDurably } from '../../services/files/durable-files.ts';
import { chartsOf, openResult, type StoredResult } from '../../services/results/result-store.ts';
import { homeOf, printResult, type CommonOptions } from '../common-options.ts';
import { openJobStore } from '../open-job-services.ts';

export interface ExportOptions extends CommonOptions {
  readonly format: string;
  readonly out: string;
}

type Exporter = (result: StoredResult, path: string) => Promise<void>;

/** How a result leaves, by the name of the format. */
const exporters: Readonly<Record<string, Exporter>> = {
  json: async (result, path) => {
    const { charts } = await chartsOf(result);
    await writeText(path, `${JSON.stringify({ ...result.summary, charts }, null, 2)}\n`);
  },
  csv: async (result, path) => {
    const { DataWorkerClient } = await import('../../services/processes/data-worker-client.ts');
    const { ForkedNodeSpawner } = await import('../../services/processes/forked-node-spawner.ts');
    const worker = new DataWorkerClient(new ForkedNodeSpawner(process.env));
    try {
      await worker.request('exportPredictionsCsv', { resultFolder: result.folder, outPath: path });
    } finally {
      await worker.close();
    }
  },
  html: async (result, path) => {
    const { renderReport } = await import('../../services/exports/html-report.ts');
    await writeText(path, renderReport([{ summary: result.summary, charts: await chartsOf(result) }]));
  },
};

export const exportFormats = Object.keys(exporters);

/** `hindcast export JOB --format csv|json|html --out PATH` */
export async function exportCommand(id: string, options: ExportOptions): Promise<void> {
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
    const result = await openResult(home, store.find(id));
    const path = resolve(options.out);
    await write(result, path);
    const document = { job_id: result.jobId, format: options.format, path };
    printResult(options, document, () => `Wrote ${path}.`);
  } finally {
    store.close();
  }
}

async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeTextDurably(path, text);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    throw new HindcastError(
      'BAD_INPUT',
      `Cannot write ${path} (${reason}). Choose another place with --out.`,
      {
        cause: error,
        details: { path, reason },
      },
    );
  }
}
