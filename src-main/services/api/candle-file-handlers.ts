import type { candleFileOperations } from '../../../src-core/api/contract/candle-files.ts';
import type { ResampledDay, StageResampledDay } from '../../../src-core/data/candle-resample.ts';
import { parseRange } from '../../../src-core/time/utc.ts';
import type { ActivityLog } from '../activities/activity-log.ts';
import type { CandleCache } from '../cache/candle-cache.ts';
import type { OpenCache } from '../cache/open-cache.ts';
import { previewCandles } from '../cache/files-in-and-out/preview-candles.ts';
import { exportTask } from '../cache/tasks/export-task.ts';
import { resampleTask } from '../cache/tasks/resample-task.ts';
import type { PreparedExports } from '../exports/prepared-exports.ts';
import type { PathGuard } from '../files/path-guard.ts';
import type { DataWorkerClient } from '../processes/data-worker-client.ts';
import type { ProcessSpawner } from '../processes/process-spawner.ts';
import type { Handlers } from './handlers.ts';

export interface CandleFileHandlerParts extends Pick<OpenCache, 'tasks'> {
  readonly cache: CandleCache;
  readonly worker: Pick<DataWorkerClient, 'request'>;
  /** Starts a data worker for each export, which can be ended when the export is cancelled. */
  readonly spawner: ProcessSpawner;
  readonly exports: PreparedExports;
  readonly activities: ActivityLog;
  readonly paths: PathGuard;
}

/** Brings candles of the user's own in and out, and makes candles of others. */
export function candleFileHandlers(
  parts: CandleFileHandlerParts,
): Handlers<keyof typeof candleFileOperations> {
  const { cache, worker, activities, tasks, paths } = parts;
  return {
    'data.export': async (task) => {
      parseRange(task.firstDay, task.lastDay);
      return { activityId: activities.start(exportTask({ ...parts, ...tasks }, task)).activityId };
    },

    'data.resample': async (task) => {
      parseRange(task.firstDay, task.lastDay);
      const stage = (day: StageResampledDay): Promise<ResampledDay> =>
        worker.request('stageResampledDay', day);
      return { activityId: activities.start(resampleTask({ ...tasks, stage }, task)).activityId };
    },

    'data.importPreview': async ({ path, options, feed }) => {
      await paths.assertReadable(path);
      const { preview, suggestion, overlap } = await previewCandles(
        { cache, preview: (request) => worker.request('previewImport', request) },
        // The dialog itself tells of bad rows, beside the choice to leave them out.
        { path, options, feed: feed ?? undefined, skipBadRows: true },
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
