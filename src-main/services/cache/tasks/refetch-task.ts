import type { QuarantinedFile } from '../../../../src-core/api/contract/cache-upkeep.ts';
import type { ActivityRequest } from '../../activities/activity-log.ts';
import type { CoordinatorClient } from '../../coordinator/coordinator-client.ts';
import { failureOf, refetch } from '../upkeep/refetch.ts';
import { daysNamed, type TaskParts } from './task-parts.ts';

/** Fetching days again of which a damaged file is in quarantine, as something to follow and to cancel. */
export function refetchTask(
  parts: TaskParts,
  files: readonly QuarantinedFile[],
  clientOf: (source: string | null) => Promise<CoordinatorClient>,
): ActivityRequest {
  const days = new Set(files.map(({ day }) => day)).size;
  return {
    kind: 'pull',
    title: days === 1 ? 'Fetch a damaged day again' : `Fetch ${days} damaged days again`,
    subject: '',
    run: async (signal, report) => {
      try {
        const result = await refetch({ ...parts, clientOf }, files, signal, (done, total) =>
          report(done / total, `${done} of ${total} ranges of days`),
        );
        const failure = failureOf(result);
        if (failure !== undefined) throw failure;
        return {
          downloaded: result.days.length,
          bytes: result.bytes,
          days: result.days.slice(0, daysNamed),
        };
      } finally {
        parts.onChanged();
      }
    },
  };
}
