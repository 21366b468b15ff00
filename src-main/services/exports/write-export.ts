import type { exportFormats } from '../../../src-core/api/contract/exports.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { DataWorkerClient } from '../processes/data-worker-client.ts';
import type { StoredResult } from '../results/result-store.ts';
import { exportCsv, exportHtml, exportJson } from './export-result.ts';

export type ExportFormat = (typeof exportFormats)[number];

/**
 * Writes results in one of the formats; every shell exports through here.
 *
 * @throws HindcastError `BAD_INPUT` for several results in a format for one, or a place that cannot be written;
 *   `DISK_FULL`; `RESULT_CORRUPT`
 */
export async function writeExport(
  format: ExportFormat,
  results: readonly StoredResult[],
  path: string,
  worker: Pick<DataWorkerClient, 'request'>,
): Promise<void> {
  switch (format) {
    case 'csv':
      return exportCsv(onlyOne(results), path, worker);
    case 'json':
      return exportJson(onlyOne(results), path);
    case 'html':
      return exportHtml(results, path);
  }
}

function onlyOne(results: readonly StoredResult[]): StoredResult {
  const [result, another] = results;
  if (result === undefined || another !== undefined) {
    throw new HindcastError('BAD_INPUT', 'Only a report (html) can hold several jobs. Name one job.');
  }
  return result;
}
