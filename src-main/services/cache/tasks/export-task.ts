import type { CandleExportFormat, CandleExportTimes } from '../../../../src-core/data/candle-export.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import { amountOf } from '../../../../src-core/text/amount-of.ts';
import type { ActivityRequest } from '../../activities/activity-log.ts';
import type { PreparedExports } from '../../exports/prepared-exports.ts';
import { DataWorkerClient } from '../../processes/data-worker-client.ts';
import { endingWorkerOnAbort } from '../../processes/ending-worker-on-abort.ts';
import type { ProcessSpawner } from '../../processes/process-spawner.ts';
import { exportCandles } from '../files-in-and-out/export-candles.ts';
import { describeWriting } from './describe-writing.ts';
import { followWriting } from './follow-writing.ts';
import { waitingMessage, type TaskParts } from './task-parts.ts';

export interface ExportTask {
  readonly feed: Feed;
  /** UTC days, both included. */
  readonly firstDay: string;
  readonly lastDay: string;
  readonly format: CandleExportFormat;
  readonly times: CandleExportTimes;
}

const mediaTypes = { csv: 'text/csv; charset=utf-8', parquet: 'application/vnd.apache.parquet' } as const;

/**
 * Writing candles into a file that then waits to be taken away, as something to follow and to cancel. It has a worker of
 * its own, which is ended when it is cancelled. Nothing takes days of the feed away meanwhile.
 */
export function exportTask(
  parts: Pick<TaskParts, 'cache' | 'turns'> & {
    readonly exports: Pick<PreparedExports, 'prepare'>;
    readonly spawner: ProcessSpawner;
  },
  task: ExportTask,
): ActivityRequest {
  const { feed, format, firstDay, lastDay } = task;
  const fileName = `${feedPath(feed).replaceAll(/[/:]/g, '-')}_${firstDay}_${lastDay}.${format}`;
  return {
    kind: 'export',
    title: `Export ${feedPath(feed)} as ${format === 'csv' ? 'CSV' : 'Parquet'}`,
    subject: feedPath(feed),
    run: (signal, report) => {
      if (parts.turns.isTaken(feed)) report(null, waitingMessage);
      return parts.turns.take(feed, signal, async () => {
        const worker = new DataWorkerClient(parts.spawner);
        let stopFollowing: (() => void) | undefined;
        try {
          const written = { rows: 0, days: 0 };
          const write = async (path: string): Promise<void> => {
            const result = await exportCandles(
              { cache: parts.cache, write: (request) => worker.request('writeCandles', request) },
              {
                ...task,
                from: firstDay,
                to: lastDay,
                path,
                onStarted: (unfinished, days) => {
                  const startedAt = performance.now();
                  stopFollowing = followWriting(worker, unfinished, (share) =>
                    report(share, describeWriting(days, share, (performance.now() - startedAt) / 1000)),
                  );
                },
              },
            );
            written.rows = result.rows;
            written.days = result.days.length;
          };
          const prepared = await endingWorkerOnAbort(worker, signal, () =>
            parts.exports.prepare(fileName, mediaTypes[format], write),
          );
          report(
            1,
            `${amountOf(written.rows, 'candle')} of ${amountOf(written.days, 'day')}, ready to be saved`,
          );
          return {
            export_id: prepared.exportId,
            file_name: prepared.fileName,
            size_bytes: prepared.sizeBytes,
            rows: written.rows,
            day_count: written.days,
          };
        } finally {
          stopFollowing?.();
          await worker.close();
        }
      });
    },
  };
}
