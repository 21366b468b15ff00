import { writeTextDurably } from '../files/durable-files.ts';
import type { DataWorkerClient } from '../processes/data-worker-client.ts';
import { chartsOf, type StoredResult } from '../results/result-store.ts';
import { cannotWrite } from './cannot-write.ts';
import { renderReport, type ReportOptions } from './html-report.ts';

/** Writes the predictions of a result as CSV. */
export async function exportCsv(
  result: StoredResult,
  path: string,
  worker: Pick<DataWorkerClient, 'request'>,
): Promise<void> {
  await worker.request('exportPredictionsCsv', { resultFolder: result.folder, outPath: path });
}

/** Writes the summary, the charts and the tables of a result as one JSON document. */
export async function exportJson(result: StoredResult, path: string): Promise<void> {
  const { charts, tables } = await chartsOf(result);
  await writeText(path, `${JSON.stringify({ ...result.summary, charts, tables }, null, 2)}\n`);
}

/** Writes a report on one or several results, in the order given; see {@link renderReport}. */
export async function exportHtml(
  results: readonly StoredResult[],
  path: string,
  options: ReportOptions = {},
): Promise<void> {
  const runs = await Promise.all(
    results.map(async (result) => ({ summary: result.summary, charts: await chartsOf(result) })),
  );
  await writeText(path, renderReport(runs, options));
}

/** @throws HindcastError `DISK_FULL`, or `BAD_INPUT` saying why the file cannot be written */
async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeTextDurably(path, text);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}
