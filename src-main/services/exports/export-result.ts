import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { writeTextDurably } from '../files/durable-files.ts';
import type { DataWorkerClient } from '../processes/data-worker-client.ts';
import { chartsOf, type StoredResult } from '../results/result-store.ts';
import { renderReport, type ReportOptions } from './html-report.ts';

/** Writes the predictions of a result as CSV. */
export async function exportCsv(
  result: StoredResult,
  path: string,
  worker: Pick<DataWorkerClient, 'request'>,
): Promise<void> {
  await worker.request('exportPredictionsCsv', { resultFolder: result.folder, outPath: path });
}

/** Writes the summary and the charts of a result as one JSON document. */
export async function exportJson(result: StoredResult, path: string): Promise<void> {
  const { charts } = await chartsOf(result);
  await writeExport(path, `${JSON.stringify({ ...result.summary, charts }, null, 2)}\n`);
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
  await writeExport(path, renderReport(runs, options));
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EISDIR: 'there is a folder of that name',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk can only be read',
  ENOSPC: 'the disk is full',
};

/** @throws HindcastError `BAD_INPUT` saying why the file cannot be written */
async function writeExport(path: string, text: string): Promise<void> {
  try {
    await writeTextDurably(path, text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new HindcastError(
      'BAD_INPUT',
      `Cannot write ${path}: ${reasons[code] ?? code}. Choose another place.`,
      {
        cause: error,
        details: { path, reason: code },
      },
    );
  }
}
