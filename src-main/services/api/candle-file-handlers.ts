import type { candleFileOperations } from '../../../src-core/api/contract/candle-files.ts';
import type { CandleCache } from '../cache/candle-cache.ts';
import { previewCandles } from '../cache/preview-candles.ts';
import type { PathGuard } from '../files/path-guard.ts';
import type { DataWorkerClient } from '../processes/data-worker-client.ts';
import type { Handlers } from './handlers.ts';

export interface CandleFileHandlerParts {
  readonly cache: CandleCache;
  readonly worker: Pick<DataWorkerClient, 'request'>;
  readonly paths: PathGuard;
}

/** Brings candles of the user's own in and out, and makes candles of others. */
export function candleFileHandlers({
  cache,
  worker,
  paths,
}: CandleFileHandlerParts): Handlers<keyof typeof candleFileOperations> {
  return {
    'data.importPreview': async ({ path, options, feed }) => {
      await paths.assertReadable(path);
      const { preview, suggestion, overlap } = await previewCandles(
        { cache, preview: (request) => worker.request('previewImport', request) },
        { path, options, feed: feed ?? undefined },
      );
      const { format, delimiter, decimalComma, hasHeader, fileColumns, columns, rows, days } = preview;
      return {
        format,
        delimiter,
        decimalComma,
        hasHeader,
        fileColumns: fileColumns.map(({ name, values }) => ({ name, values: [...values] })),
        columns: { ...columns },
        rows: [...rows],
        rowsRead: preview.rowsRead,
        badRows: preview.badRows,
        badRowExamples: [...preview.badRowExamples],
        duplicates: preview.duplicates,
        dayCount: days.length,
        firstDay: days[0]?.day ?? null,
        lastDay: days.at(-1)?.day ?? null,
        stepSeconds: preview.stepSeconds,
        suggestion,
        overlap: { days: overlap.length, firstDay: overlap[0] ?? null, lastDay: overlap.at(-1) ?? null },
        problem: preview.problem,
      };
    },
  };
}
