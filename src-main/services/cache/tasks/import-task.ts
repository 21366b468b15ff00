import { basename } from 'node:path';
import { feedPath } from '../../../../src-core/feed/feed.ts';
import { amountOf } from '../../../../src-core/text/amount-of.ts';
import type { ActivityRequest } from '../../activities/activity-log.ts';
import { DataWorkerClient } from '../../processes/data-worker-client.ts';
import { endingWorkerOnAbort } from '../../processes/ending-worker-on-abort.ts';
import type { ProcessSpawner } from '../../processes/process-spawner.ts';
import { importCandles, type ImportRequest } from '../files-in-and-out/import-candles.ts';
import { daysNamed, waitingMessage, type TaskParts } from './task-parts.ts';

const badRowsNamed = 5;

/**
 * Bringing a user's own file into the cache, as something to follow and to cancel. It has a worker of its own, which is
 * ended when it is cancelled; what was written by then has no final name yet.
 */
export function importTask(
  parts: TaskParts & { readonly spawner: ProcessSpawner },
  task: ImportRequest,
): ActivityRequest {
  const { feed, path } = task;
  return {
    kind: 'import',
    title: `Import ${basename(path)} as ${feedPath(feed)}`,
    subject: feedPath(feed),
    run: (signal, report) => {
      if (parts.turns.isTaken(feed)) report(null, waitingMessage);
      return parts.turns.take(feed, signal, async () => {
        report(null, `Reading ${basename(path)}`);
        const worker = new DataWorkerClient(parts.spawner);
        try {
          const { days, ...figures } = await endingWorkerOnAbort(worker, signal, () =>
            importCandles(
              {
                cache: parts.cache,
                quarantine: parts.quarantine,
                stage: (request) => worker.request('stageImport', request),
                now: parts.now,
                makeRoom: parts.makeRoom,
              },
              task,
            ),
          );
          const importedRows = days.reduce((sum, day) => sum + day.importedRows, 0);
          report(1, `${amountOf(importedRows, 'row')} on ${amountOf(days.length, 'day')}`);
          return {
            rows_read: figures.rowsRead,
            imported_rows: importedRows,
            bad_rows: figures.badRows,
            bad_row_examples: figures.badRowExamples
              .slice(0, badRowsNamed)
              .map(({ row, problem }) => ({ row, problem })),
            duplicates: figures.duplicates,
            columns: { ...figures.columns },
            day_count: days.length,
            days: days.slice(0, daysNamed).map(({ day }) => day),
          };
        } finally {
          await worker.close();
          parts.onChanged();
        }
      });
    },
  };
}
